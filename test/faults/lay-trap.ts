import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultCase } from './faults.ts';
import type { FaultyWorld } from './faulty-world.ts';
import type { PassingRequest } from './misbehaving-proxy.ts';

/** How long whatever is delivered once more may take, in milliseconds. */
const AGAIN_MS = 2_500;

/**
 * Spoils one request on the way of a failed execution.
 *
 * @param crash kills and restarts the installation
 * @returns whether it has struck
 */
export function layTrap(
  world: FaultyWorld,
  { step, fault }: FaultCase,
  failed: { readonly id: string; readonly project: string },
  crash: () => Promise<void> = () => world.crash(),
): () => boolean {
  const subject = { projectId: failed.project, executionId: failed.id };
  let isStruck = false;
  const isIt = (request: PassingRequest) => {
    const isByIt = step.by === 'sender' || request.lambda === `valohai-retry-${step.by}`;
    const isThis = isByIt && step.is(request, subject);
    isStruck ||= isThis;
    return isThis;
  };
  const deliverAgain = async () => {
    const again = step.by === 'retry' ? world.deliverAgain(failed.id) : world.send(failed);
    await Promise.all([sleep(AGAIN_MS), Promise.race([again, sleep(AGAIN_MS)])]);
  };
  world.proxies[step.service].misbehaveOnce(isIt, fault.misbehaviour(step, { crash, deliverAgain }));
  return () => isStruck;
}
