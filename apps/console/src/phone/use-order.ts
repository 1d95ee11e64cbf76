import { useMutation } from '@tanstack/react-query';
import { App } from 'antd';
import { errorText } from '../api/client.ts';

/**
 * An order to the server; what it does shows in the panel. Why it was refused is said in a message.
 * Orders of one `queue` are sent one after the other, in the order they were given.
 */
export function useOrder<Input = void>(order: (input: Input) => Promise<unknown>, queue?: string) {
  const { message } = App.useApp();
  return useMutation({
    mutationFn: order,
    onError: (error) => void message.error(errorText(error)),
    ...(queue ? { scope: { id: queue } } : {}),
  });
}
