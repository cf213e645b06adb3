/** A machine type that executions can ask for, by id or by slug. */
export interface Environment {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly spot: boolean;
}

export const DEFAULT_ENVIRONMENT: Environment = {
  id: '01700000-0000-0000-0000-0000000000c1',
  slug: 'simulated-cpu',
  name: 'Simulated CPU',
  spot: false,
};

export const ENVIRONMENTS: readonly Environment[] = [
  DEFAULT_ENVIRONMENT,
  { id: '01700000-0000-0000-0000-0000000000c2', slug: 'simulated-gpu', name: 'Simulated GPU', spot: false },
  {
    id: '01700000-0000-0000-0000-0000000000c3',
    slug: 'simulated-gpu-spot',
    name: 'Simulated GPU (spot)',
    spot: true,
  },
];

/** What valohai-cli sends when it leaves the choice to the project. */
const PROJECT_DEFAULT = 'PROJECT_DEFAULT';

export function findEnvironment(idOrSlug: string): Environment | undefined {
  if (idOrSlug === PROJECT_DEFAULT) return DEFAULT_ENVIRONMENT;
  return ENVIRONMENTS.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
}
