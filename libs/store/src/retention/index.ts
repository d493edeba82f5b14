export { dropPartition, type DropReason } from './drop-partition.js';
export { listPartitions, storageBytes, type StoredPartition } from './list-partitions.js';
export { trimLosses } from './trim-losses.js';
