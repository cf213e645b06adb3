import { tableOf } from '../classify/pattern-table.ts';
import { CATALOGUE } from './catalogue.ts';

/** The catalogue as it is searched. In the bundles it is unpacked instead (`build/packed-catalogue.ts`). */
export const CATALOGUE_TABLE = tableOf(CATALOGUE);
