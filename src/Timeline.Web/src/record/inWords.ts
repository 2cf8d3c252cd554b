import type { RecordedEvent } from '../api/answers.ts';
import { happenedOf } from '../api/zones.ts';
import { nameOf, titleOf } from '../texts/names.ts';
import { dateTold } from '../texts/told.ts';

/** An event in words, as short as may be. */
export function inWords(event: RecordedEvent): string {
  const publisher = event.source?.publisher;
  return [titleOf(event), dateTold(...happenedOf(event)), ...(publisher === undefined ? [] : [nameOf(publisher)])].join(', ');
}
