// What a service outside this repository imports from `@contraflow/capture`; the frameworks have entries of their own.
export { capture, type Capture, type CaptureLog, type CaptureOptions, type EntrySink } from '../capture.js';
export type { RecordingOptions } from '../http/observed-exchange.js';
export type { RouteTemplate } from '../http/route-template.js';
export type { ServiceCaptureOptions } from '../middleware/observe.js';
export type { PathPattern } from '../redact/path.js';
export type { ExtraNames } from '../redact/rules.js';
export { continueTrace, formatTraceparent, parseTraceparent, type TraceContext } from '../trace.js';
