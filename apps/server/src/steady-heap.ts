import { setFlagsFromString } from 'node:v8';

/**
 * V8 lets the old part of a heap grow up to fourfold before it collects it, so that a server which holds 160 MB would
 * settle at 700. At half as much again its memory stays flat; it collects more often, which recording at full speed pays
 * for (docs/performance.md). The flag is read whenever V8 sets the next bound, so that it may be set while the program starts.
 */
setFlagsFromString('--heap-growing-percent=50');
