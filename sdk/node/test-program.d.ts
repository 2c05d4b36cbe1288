import type { Model } from './src/index.js';

export interface Message {
  data: unknown;
  id?: string;
  key?: string;
  customer?: string;
  time?: string;
}

export interface Entry {
  value?: any;
  explanation?: { base: number; contributions: Record<string, number> };
  error?: { class: string; message: string; retryable: boolean };
}

export interface StartOptions {
  model?: Model;
  settings?: Record<string, unknown>;
  /** Environment variables for the program. */
  env?: Record<string, string>;
  /** Milliseconds that each step may take; 30,000 when absent. */
  timeout?: number;
  maxFrame?: number;
}

export interface RunningProgram {
  readonly hello: Record<string, any>;
  readonly metrics: Record<string, any>[];
  readonly logs: Record<string, any>[];
  readonly progress: Record<string, any>[];
  readonly output: string[];
  readonly frames: Record<string, any>[];
  score(messages: Message[], options?: { command?: string; explain?: boolean; deadline?: number }): Promise<Entry[]>;
  command(name: string, input: unknown, options?: { deadline?: number }): Promise<any>;
  drain(): Promise<number>;
  kill(): void;
}

/** Starts a program (a file for node, or a whole command) and waits until it says what it can do. */
export function startProgram(program: string | string[], options?: StartOptions): Promise<RunningProgram>;

/** What of the expected is not so, or undefined; numbers may differ by `tolerance`, relative to the larger. */
export function difference(expected: unknown, actual: unknown, tolerance?: number): string | undefined;
