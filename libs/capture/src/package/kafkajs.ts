export { notePartitions } from '../kafka/partitions.js';
export { wrapProducer } from '../kafka/wrap-producer.js';
