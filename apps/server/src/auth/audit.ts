import { Inject, Injectable, Logger } from '@nestjs/common';
import { Store } from '@contraflow/store';

export type AuditAction =
  | 'login'
  | 'login failed'
  | 'logout'
  | 'password changed'
  | 'user created'
  | 'user changed'
  | 'api key created'
  | 'api key revoked'
  | 'sources handed over';

/** Who did what to whom, kept in the database and told in the log. */
@Injectable()
export class Audit {
  private readonly log = new Logger('audit');

  constructor(@Inject(Store) private readonly store: Store) {}

  /** @param entry `actor` is null for the system itself and for whoever is not logged in */
  async note(entry: { actor: string | null; action: AuditAction; subject?: string; address?: string }): Promise<void> {
    this.log.log(entry, entry.action);
    await this.store.prisma.auditEntry.create({ data: entry });
  }
}
