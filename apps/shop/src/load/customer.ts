import type { Answer, Call, HttpClient } from '../core/http-client.js';
import type { Random } from '../core/random.js';
import { Recent } from './recent.js';

const NAMES = ['Ada Berg', 'Bruno Keller', 'Chiara Lenz', 'Dilan Aksoy', 'Emma Novak', 'Felix Roth', 'Greta Sand', 'Hugo Maier'] as const;

/** The two programs that customers use; phones are less patient. */
const CLIENTS = {
  web: { userAgent: 'web/2.1', patienceMs: 10_000 },
  mobile: { userAgent: 'mobile/4.2', patienceMs: 1_500 },
} as const;

/** What the made-up customers remember between two requests. */
export class Memory {
  readonly orders = new Recent<string>(300);
  readonly payments = new Recent<string>(100);
  readonly unpaid = new Recent<{ id: string; totalCents: number }>(50);
  readonly ownProducts = new Recent<number>(20);
}

/** One made-up customer at one moment: a client program, a name, a token. */
export class Customer {
  readonly name: string;
  private readonly client: (typeof CLIENTS)['web' | 'mobile'];

  constructor(
    private readonly http: HttpClient,
    readonly random: Random,
    readonly memory: Memory,
  ) {
    this.name = random.pick(NAMES);
    this.client = random.chance(0.65) ? CLIENTS.web : CLIENTS.mobile;
  }

  /** Sends as this customer's program does, signed in: tokens are there so that redaction has something to hide. */
  send(call: Call): Promise<Answer> {
    const token = Buffer.from(`${this.name}:${this.random.between(1, 1e9)}`).toString('base64url');
    return this.http.send({
      withinMs: this.client.patienceMs,
      ...call,
      headers: { 'user-agent': this.client.userAgent, authorization: `Bearer ${token}`, ...call.headers },
    });
  }
}
