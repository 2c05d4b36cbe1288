/** Any value that JSON can hold. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export type Labels = Record<string, string | number | boolean>;

/** The model version that an alias names now; its files are in `folder`. */
export interface Model {
  name: string;
  version: string;
  folder: string;
}

export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** What every call knows. */
export interface Context<Loaded = unknown> {
  command: string;
  /** Absent for a program without a model. */
  model?: Model;
  /** What the manifest of the program says, passed through. */
  settings: Record<string, any>;
  /** What the function given to `load` returned. */
  loaded: Loaded;
  /** Whether explanations are wanted. */
  explain: boolean;
  /** Milliseconds from the start of the call after which its answer is of no use. */
  deadline: number;
  /** Aborted when the answer is of no use any more. */
  signal: AbortSignal;
  log: Log;
  /** Says how far a call is, from 0 to 1. */
  progress(done: number, message?: string): void;
}

/** What is known of a message. */
export interface Facts<Message = any> {
  /** The JSON value; the bytes (a Buffer) of a message that is no JSON, for a program with `binary`. */
  message: Message;
  /** The same for a message that is tried again. */
  id?: string;
  key?: string;
  customer?: string;
  /** When it happened, RFC 3339. */
  time?: string;
}

export interface ScoreCall<Message = any, Loaded = unknown, State extends object = any>
    extends Context<Loaded>, Facts<Message> {
  /** What earlier messages of this customer, or of this key, left here: an object of plain data. Change it as you like. */
  state: State;
}

export interface BatchCall<Message = any, Loaded = unknown> extends Context<Loaded> {
  messages: Facts<Message>[];
}

export interface CommandCall<Input = any, Loaded = unknown> extends Context<Loaded> {
  input: Input;
}

export interface CommandOptions {
  /** Its answer depends on nothing but the data and customer of the message and the model version. */
  pure?: boolean;
}

export interface ProgramOptions {
  /** How many calls are taken at once; 1 when absent. More than 1 leaves `state` out. */
  concurrency?: number;
  /** Whether `ping` is answered while a call runs: for functions that never work for seconds without `await`. */
  heartbeat?: boolean;
  /** Whether messages that are no JSON are taken, as bytes. */
  binary?: boolean;
  /** How many states are kept; 100,000 when absent. */
  states?: number;
}

export type States = Record<string, object>;

export interface Snapshot {
  load?(): States | undefined | Promise<States | undefined>;
  save?(states: States): void | Promise<void>;
  /** Milliseconds between two saves; a minute when absent. */
  every?: number;
}

export interface Program<Loaded = unknown> {
  load<L>(fn: (start: { model?: Model; settings: Record<string, any>; log: Log }) => L | Promise<L>): Program<L>;
  score<Message = any>(fn: (call: ScoreCall<Message, Loaded>) => unknown, options?: CommandOptions): Program<Loaded>;
  scoreBatch<Message = any>(
    fn: (call: BatchCall<Message, Loaded>) => unknown[] | Promise<unknown[]>,
    options?: CommandOptions,
  ): Program<Loaded>;
  command<Input = any>(
    name: string,
    fn: (call: CommandCall<Input, Loaded>) => unknown,
    options?: CommandOptions,
  ): Program<Loaded>;
  snapshot(hooks: Snapshot): Program<Loaded>;
  run(): void;
}

export function program(name: string, options?: ProgramOptions): Program;

/** A value and what it is made of: `base` and all `contributions` should add up to the raw prediction. */
export function explained(value: unknown, base: number, contributions: Record<string, number>): object;

/** Throw it when another attempt may help. */
export class Retryable extends Error {
  readonly retryable: true;
}

export function counter(name: string, value?: number, labels?: Labels): void;
export function gauge(name: string, value: number, labels?: Labels): void;
export function histogram(name: string, value: number, labels?: Labels): void;
export const log: Log;
