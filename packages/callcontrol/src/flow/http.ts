/** A look-up that an IVR makes on its way. */
export interface FlowRequest {
  tenantId: string;
  method: 'GET' | 'POST';
  url: string;
  headers: Readonly<Record<string, string>>;
  /** '' = none. */
  body: string;
  timeoutS: number;
}
