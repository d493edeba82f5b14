import { FilterError } from './error.js';
import { termNode } from './term.js';
import { tokenize, type Token } from './tokens.js';
import type { FilterNode } from './tree.js';

/** Deeper brackets and more terms than a person writes are refused: both compile to work for every flow. */
const DEPTH_LIMIT = 32;
const TERM_LIMIT = 64;

/**
 * Parses the filter language: `key:value` words, "free text", AND (also implied),
 * OR, NOT or a leading minus, brackets; NOT binds before AND, AND before OR.
 * The empty filter matches everything.
 * @throws FilterError with a message and a 1-based column
 */
export function parseFilter(text: string): FilterNode {
  const tokens = tokenize(text);
  const terms = tokens.filter((token) => token.type === 'term').length;
  if (terms > TERM_LIMIT) throw new FilterError(`A filter has at most ${TERM_LIMIT} terms; this one has ${terms}`, 1);
  if (tokens.length === 1) return { type: 'all' };
  const parser = new Parser(tokens);
  const node = parser.either(0);
  parser.expectEnd();
  return node;
}

class Parser {
  private at = 0;
  constructor(private readonly tokens: Token[]) {}

  private get token(): Token {
    return this.tokens[this.at] as Token;
  }

  either(depth: number): FilterNode {
    let left = this.both(depth);
    while (this.token.type === 'or') {
      this.at += 1;
      left = { type: 'or', left, right: this.both(depth) };
    }
    return left;
  }

  private both(depth: number): FilterNode {
    let left = this.one(depth);
    for (;;) {
      const { type } = this.token;
      if (type === 'and') this.at += 1;
      else if (type !== 'term' && type !== 'open' && type !== 'not') return left;
      left = { type: 'and', left, right: this.one(depth) };
    }
  }

  private one(depth: number): FilterNode {
    const { token } = this;
    if (depth > DEPTH_LIMIT) throw new FilterError(`Brackets and NOTs go at most ${DEPTH_LIMIT} deep`, token.column);
    this.at += 1;
    switch (token.type) {
      case 'not':
        return { type: 'not', node: this.one(depth + 1) };
      case 'open': {
        const node = this.either(depth + 1);
        if (this.token.type !== 'close') throw new FilterError('This bracket has no end: close it with )', token.column);
        this.at += 1;
        return node;
      }
      case 'term':
        return termNode(token);
      case 'close':
        throw new FilterError('There is nothing before this closing bracket', token.column);
      case 'end':
        throw new FilterError('Something has to follow: a word, key:value or "text"', token.column);
      default:
        throw new FilterError(`${token.type.toUpperCase()} stands between two terms; put it in quotes to search for the word`, token.column);
    }
  }

  expectEnd(): void {
    if (this.token.type === 'close') throw new FilterError('This closing bracket was never opened', this.token.column);
  }
}
