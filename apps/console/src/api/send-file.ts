import type { ErrorBody } from '@zuoxi/contract';
import { currentLanguage } from '../i18n/language.ts';
import { type Answer, ApiError, type ParamsOf, type PathWith, urlOf } from './client.ts';

/**
 * Sends a file as the body of a request. By XMLHttpRequest, since `fetch` does not tell how much has been sent.
 *
 * @param onProgress 0 … 100, of the bytes that are sent; what the server then does with them is not in it
 */
export function sendFile<M extends 'post' | 'put', P extends PathWith<M>>(
  path: P,
  method: M,
  params: ParamsOf<P, M>,
  file: File,
  onProgress: (percent: number) => void,
): Promise<Answer<P, M>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method.toUpperCase(), urlOf(path, method, params));
    request.setRequestHeader('Accept-Language', currentLanguage() === 'zh' ? 'zh-CN' : 'en');
    // What the server takes; it looks at the bytes only.
    request.setRequestHeader('Content-Type', /^(audio|video)\//.test(file.type) ? file.type : 'application/octet-stream');
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress(Math.floor((loaded / Math.max(1, total)) * 100));
    request.onerror = () => reject(new ApiError('network', 0, {}, ''));
    request.onload = () => {
      // Client and server are built from one description.
      if (request.status < 300) resolve(request.response as Answer<P, M>);
      else reject(refusal(request.status, request.response));
    };
    request.send(file);
  });
}

function refusal(status: number, answer: Partial<ErrorBody> | null): ApiError {
  if (typeof answer?.code === 'string') return new ApiError(answer.code, status, answer.params ?? {}, answer.message ?? '');
  // Not ours: a proxy's error page.
  return new ApiError(status >= 502 && status <= 504 ? 'network' : 'http', status, {}, '');
}
