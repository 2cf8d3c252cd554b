import type { DateZone } from '../texts/edtf.ts';
import type { RecordedEvent, StoryEvent, Zoned } from './answers.ts';

/** Whose days the dates of an answer are: an event's own zone, unless a date has one of its own. Null: UTC. */

type Event = Zoned & Pick<RecordedEvent | StoryEvent, 'happened'> & Pick<RecordedEvent, 'inForce'>;

export const zoneOfEvent = ({ zone, zoneName }: Zoned): DateZone | null =>
  (zone === undefined ? null : { zone, ...(zoneName === undefined ? {} : { zoneName }) });

/** The date in force, and its zone. */
export const happenedOf = (event: Event): readonly [string, DateZone | null] => (event.inForce?.happened === undefined
  ? recordedOf(event) : [event.inForce.happened, event.inForce.happenedZone ?? zoneOfEvent(event)]);

/** The date as recorded, whatever corrections put in its place, and its zone. */
export const recordedOf = (event: Event): readonly [string, DateZone | null] => [event.happened, event.happenedZone ?? zoneOfEvent(event)];

/** The zone of the dates in the payload in force. */
export const zoneOfData = (event: Zoned & Pick<RecordedEvent, 'inForce'>): DateZone | null =>
  (event.inForce?.data === undefined ? event.dataZone : event.inForce.dataZone) ?? zoneOfEvent(event);

/** The zone of the dates in the payload as recorded. */
export const zoneOfRecordedData = (event: Zoned): DateZone | null => event.dataZone ?? zoneOfEvent(event);

/** The zone of a disclosure, and of a date that is known under it. */
export const zoneOfDisclosure = (event: Zoned, { zone }: RecordedEvent['disclosures'][number]): DateZone | null =>
  (zone === undefined ? zoneOfEvent(event) : { zone });
