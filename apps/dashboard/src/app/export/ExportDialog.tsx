import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useValue } from '../../ui/value-store.js';
import { ExportForm } from './ExportForm.js';
import { ExportProgress } from './ExportProgress.js';
import { exportProposal, type ExportProposal } from './export-store.js';

/** Exports what is filtered as a file, and shows how far it is. Opened by setting {@link exportProposal}. */
export function ExportDialog() {
  const proposal = useValue(exportProposal);
  return (
    <Modal opened={proposal !== null} onClose={() => exportProposal.set(null)} title="Export" size="md">
      {proposal && <FormOrProgress proposal={proposal} />}
    </Modal>
  );
}

function FormOrProgress({ proposal }: { proposal: ExportProposal }) {
  const [begun, setBegun] = useState<string | null>(null);
  if (begun !== null) return <ExportProgress id={begun} onAgain={() => setBegun(null)} />;
  return <ExportForm proposal={proposal} onBegun={({ id }) => setBegun(id)} />;
}
