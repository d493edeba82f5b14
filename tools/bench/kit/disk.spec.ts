import { requireDisk } from './disk.ts';

test('a disk that is too small is refused with what is needed and what to do', async () => {
  await expect(requireDisk('growth', 1e18)).rejects.toThrow(/growth needs 1100000000\.0 GB in .+ are free\. .*--size/);
});

test('a disk with room is taken', async () => {
  await requireDisk('growth', 1_000);
});
