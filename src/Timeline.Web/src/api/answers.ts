/** What the server answers, as far as the page reads it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export interface Assessment { readonly reliability: string; readonly credibility: number }

/** A zone beside a date that is of another than its event. */
export interface ZoneItem { readonly zone: string; readonly zoneName: string }

/** Whose days and local times the dates of an event are; absent: UTC's, or those of the event. */
export interface Zoned {
  readonly zone?: string;
  readonly zoneName?: string;
  readonly happenedZone?: ZoneItem;
  readonly dataZone?: ZoneItem;
}

export interface Source {
  readonly publisher: string;
  readonly title?: string;
  readonly url?: string;
  readonly published?: string;
  readonly language?: string;
  readonly author?: string;
  readonly quote?: string;
  readonly locator?: string;
  readonly archived?: string;
}

/** Who says so. */
export interface Word {
  readonly event?: string;
  readonly type?: string;
  readonly untold?: Untold;
  readonly knownBy?: string;
  readonly disputed?: boolean;
  readonly support?: number;
  readonly assessment?: Assessment;
  readonly publisher?: string;
  readonly attribution?: readonly string[];
  readonly attestedLater?: boolean;
}

export interface Rival extends Word { readonly value: Json }

/** On whose word a value stands, and since when it is known. */
export interface Provenance extends Word {
  readonly since: string;
  readonly first?: Word;
  readonly correctedBy?: ActOnIt;
  readonly over?: Rival;
  readonly count?: number;
}

export interface ToldValue extends Provenance { readonly value: Json }

/** Members that say what an event is about and are said to be unknown, withheld or none: it is called by them. */
export type Untold = { readonly [member: string]: string };

export type Mode = 'possible' | 'intended' | 'not';

/** An event as the ledger holds it, seen from a vantage. */
export interface RecordedEvent extends Zoned {
  readonly id: string;
  readonly subject: string;
  readonly type: string;
  readonly data: { readonly [name: string]: Json };
  readonly mode?: Mode;
  readonly absent?: { readonly [member: string]: string };
  readonly accountOf?: string;
  readonly happened: string;
  readonly disclosures: readonly { readonly to: string; readonly at: string; readonly zone?: string }[];
  readonly source?: Source;
  readonly attribution?: readonly string[];
  readonly assessment?: Assessment;
  readonly version: number;
  readonly seq: number;
  readonly knownBy?: string;
  /** By when it had happened, of what is in force. */
  readonly happenedBy?: string;
  readonly untold?: Untold;
  readonly corrections?: readonly ActOnIt[];
  /** Who took it back, when and why. */
  readonly retractedBy?: ActOnIt;
  readonly standing?: 'happened' | 'possibly' | 'ahead' | 'retracted' | 'act';
  /** What corrections put in its place. */
  readonly inForce?: {
    readonly data?: { readonly [name: string]: Json };
    readonly happened?: string;
    readonly happenedZone?: ZoneItem;
    readonly dataZone?: ZoneItem;
  };
  readonly disputed?: boolean;
  /** Another account of the same act asserts otherwise. */
  readonly contradicted?: boolean;
  readonly attestedLater?: boolean;
  readonly recordedAt: string;
  readonly recordedBy: string;
  readonly erased?: Json;
}

/** One event, with where the same answer is to be had for ever. */
export interface EventAnswer extends RecordedEvent { readonly permalink: string }

/** How many events became known on a day of UTC. */
export interface DayCount { readonly day: string; readonly events: number }

export interface DayList { readonly items: readonly DayCount[]; readonly next: string | null }

export interface EventList {
  readonly items: readonly RecordedEvent[];
  readonly next: string | null;
  readonly permalink: string;
  readonly vantage: Vantage;
}

/** From where an answer is given. */
export interface Vantage {
  readonly known: string;
  readonly recorded: number;
  readonly at: string;
  /** The knowers asked for to whom nothing was known by name: perhaps a key that nobody has. */
  readonly unknownKnower?: readonly string[];
}

/** Who knows something by name, and how many events. */
export interface KnowerList { readonly items: readonly { readonly knower: string; readonly events: number }[]; readonly next: string | null }

export interface StoryEvent extends Omit<RecordedEvent, 'standing' | 'inForce' | 'contradicted'> {
  readonly act: string;
  readonly happenedBy: string;
  readonly knownBy: string;
  readonly disputed: boolean;
  readonly support: number;
  readonly attestedLater?: boolean;
  readonly corrections: readonly ActOnIt[];
  readonly denials: readonly ActOnIt[];
}

/** A correction, denial or retraction of an event. */
export interface ActOnIt {
  readonly event: string;
  readonly knownBy: string;
  readonly by?: string | readonly string[];
  readonly reason?: string;
  readonly publisher?: string;
  readonly attribution?: readonly string[];
  readonly attestedLater?: boolean;
}

export interface Story {
  readonly items: readonly StoryEvent[];
  readonly possibly: readonly StoryEvent[];
  /** What was taken back, as it was last in force. */
  readonly retracted: readonly StoryEvent[];
  readonly next: string | null;
}

export interface Expectation extends Word {
  readonly what: string;
  readonly date: string;
  readonly dateZone?: ZoneItem;
  readonly when: 'past' | 'now' | 'ahead';
  readonly mode?: Mode;
}

export interface OpenQuestion { readonly question: string; readonly pointer: string; readonly reason: string; readonly text: string }

export interface SubjectState {
  readonly subject: string;
  readonly kind: string;
  readonly version: number;
  readonly vantage: Vantage;
  readonly permalink: string;
  readonly state: { readonly [name: string]: Json };
  readonly provenance: { readonly [pointer: string]: Provenance };
  readonly rivals: { readonly [pointer: string]: readonly Rival[] };
  readonly said: readonly StoryEvent[];
  readonly openQuestions: readonly OpenQuestion[];
  readonly expectations: readonly Expectation[];
  readonly basis: { readonly events: number; readonly firstKnown?: string; readonly lastKnown?: string; readonly retracted?: number };
}

export interface SubjectItem { readonly subject: string; readonly kind: string; readonly title?: string }

export interface SubjectList { readonly items: readonly SubjectItem[]; readonly next: string | null }

export type Cause = 'recordedLate' | 'retracted' | 'happened' | 'learned' | 'disclosed' | 'filtered' | 'corrected' | 'amended' | 'disputed' | 'supported';

export interface PointerChange { readonly pointer: string; readonly cause: Cause; readonly old: ToldValue | null; readonly new: ToldValue | null }

/** What differs between two vantages, of one subject. */
export interface Differences {
  readonly gained: readonly { readonly cause: Cause; readonly event: StoryEvent }[];
  readonly lost: readonly { readonly cause: Cause; readonly event: StoryEvent }[];
  readonly changed: readonly { readonly cause: Cause; readonly old: StoryEvent; readonly new: StoryEvent }[];
  readonly pointers: readonly PointerChange[];
}

/** A question that was open on a day, and what became of it. */
export interface HindsightQuestion {
  readonly open: OpenQuestion;
  readonly became: 'answered' | 'open' | 'dropped';
  readonly answers: readonly {
    readonly pointer: string;
    readonly happened: string;
    readonly happenedZone?: ZoneItem;
    readonly told: ToldValue;
  }[];
}

/** What became of a date that was expected on a day; of one that moved, what became of it there. */
export interface HindsightOutcome {
  readonly outcome: 'moved' | 'cancelled' | 'kept' | 'lapsed' | 'undecided';
  readonly by?: Word;
  readonly happened?: string;
  readonly to?: HindsightOutcome & { readonly date: string; readonly dateZone?: ZoneItem };
}

export interface HindsightList { readonly pointers: readonly PointerChange[]; readonly said: readonly StoryEvent[] }

/** What is known now of a day: what was hidden or wrongly believed then, what happened since, and how it all turned out. */
export interface HindsightItem {
  readonly subject: string;
  readonly questions: readonly HindsightQuestion[];
  readonly expectations: readonly (HindsightOutcome & { readonly expected: Expectation })[];
  readonly hiddenThen: HindsightList;
  readonly believedWrongly: readonly PointerChange[];
  readonly happenedSince: HindsightList;
}

export interface TimelineHindsight { readonly items: readonly HindsightItem[]; readonly next: string | null }

export interface History {
  readonly items: readonly { readonly known: string; readonly changes: readonly PointerChange[] }[];
  readonly next: string | null;
}

export interface Sentence {
  readonly text: string;
  readonly event: string;
  readonly type?: string;
  readonly untold?: Untold;
  readonly note?: string;
  readonly date?: string;
  readonly dateZone?: ZoneItem;
  readonly when?: string;
  readonly mode?: Mode;
}

export interface Sentences { readonly sentences: readonly Sentence[]; readonly leftOut: number }

export const sections = ['situation', 'said', 'scheduledNext', 'pending', 'open', 'disputed', 'knownLately', 'takenBack'] as const;

export interface BriefedSubject extends Readonly<Record<typeof sections[number], Sentences>> {
  readonly subject: string;
  readonly title?: string;
  readonly status?: string;
  readonly lastKnown: string;
}

export interface Briefing { readonly items: readonly BriefedSubject[]; readonly next: string | null; readonly permalink: string; readonly language: string }

export interface Timelines { readonly items: readonly { readonly name: string; readonly title: string; readonly description?: string }[] }

export interface Publishers { readonly items: readonly { readonly publisher: string; readonly events: number }[]; readonly next: string | null }

/** Why the server did not answer (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer?: string; readonly parameter?: string; readonly detail: string }[];
}
