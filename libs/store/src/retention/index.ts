export { aloneInDropping } from './alone-in-dropping.js';
export { expiredPartitions, oldestDay, type KeptDays } from './choose-partitions.js';
export { dropPartition, PartitionInUse, type Dropped, type DropOptions } from './drop-partition.js';
export { listPartitions, type DropReason, type StoredPartition } from './list-partitions.js';
export { lastRoomDrop, storageBytes, type RoomDrop } from './storage.js';
export { trimLosses } from './trim-losses.js';
