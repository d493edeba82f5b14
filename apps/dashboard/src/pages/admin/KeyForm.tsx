import { CreateApiKeyRequest, type KeyScope } from '@contraflow/contract';
import { Button, Checkbox, Group, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';

const DAY_MS = 86_400_000;
const EXPIRIES = [
  { value: '30', label: 'in 30 days' },
  { value: '90', label: 'in 90 days' },
  { value: '365', label: 'in a year' },
  { value: 'never', label: 'never, until it is revoked' },
];

interface Values {
  name: string;
  scopes: KeyScope[];
  sources: string[];
  expires: string;
}

const requestOf = ({ name, scopes, sources, expires }: Values) => ({
  name,
  scopes,
  sources: scopes.includes('capture') ? sources : [],
  expiresAt: expires === 'never' ? null : Date.now() + Number(expires) * DAY_MS,
});

/** What a key may do, for which sources and until when. */
export function KeyForm({ pending, onClose, onKey }: { pending: boolean; onClose: () => void; onKey: (key: CreateApiKeyRequest) => void }) {
  const form = useForm<Values>({
    initialValues: { name: '', scopes: ['capture'], sources: [], expires: '365' },
    validate: (values) => {
      const issues = CreateApiKeyRequest.safeParse(requestOf(values)).error?.issues ?? [];
      return Object.fromEntries(issues.map(({ path, message }) => [String(path[0]), path[0] === 'name' ? 'Between 1 and 64 characters' : message]));
    },
  });
  const captures = form.values.scopes.includes('capture');
  return (
    <form onSubmit={form.onSubmit((values) => onKey(CreateApiKeyRequest.parse(requestOf(values))))}>
      <Stack gap="sm">
        <TextInput label="Name" description="What uses it, for example gateway-eu" data-autofocus autoComplete="off" {...form.getInputProps('name')} />
        <Checkbox.Group label="It may" {...form.getInputProps('scopes')}>
          <Stack gap={6} mt={4}>
            <Checkbox value="capture" label="ship what was captured" />
            <Checkbox value="metrics" label="read /metrics" />
          </Stack>
        </Checkbox.Group>
        {captures && (
          <TagsInput
            label="Sources"
            description="The names of the senders that use it, * for any characters: gateway, shop-*. No other key can take over what this one ships."
            placeholder={form.values.sources.length === 0 ? 'gateway' : ''}
            splitChars={[',', ' ']}
            acceptValueOnBlur
            {...form.getInputProps('sources')}
          />
        )}
        <Select label="It ends" data={EXPIRIES} allowDeselect={false} {...form.getInputProps('expires')} />
        <Group justify="flex-end">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={pending}>
            Make the key
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
