export interface EndingLeg {
  callId: string;
  tenantId: string;
  engine: string;
  party: 'customer' | 'agent';
  agentId: string | null;
}
