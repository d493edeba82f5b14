import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { repositoryRoot } from '../paths.ts';

const FORMAT = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;

/**
 * Writes the declarations of sources and of all that they import. Types of the contract are inferred from its schemas;
 * in the declarations they are written out, so that whoever reads them needs neither the contract nor its schemas.
 * @param sources absolute paths within `libs`
 * @param folder to write to: as `libs` is laid out
 */
export function writeTypes(sources: readonly string[], folder: string): void {
  const { config } = ts.readConfigFile(join(repositoryRoot, 'tsconfig.base.json'), ts.sys.readFile) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, noEmit: false, declaration: true, emitDeclarationOnly: true, types: ['node'], rootDir: 'libs', outDir: folder, stripInternal: true, allowImportingTsExtensions: false }, repositoryRoot);
  const program = ts.createProgram([...sources], options);
  const { diagnostics } = program.emit();
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => repositoryRoot, getNewLine: () => '\n' }));
  const used = new Set<string>();
  for (const path of declarationsIn(join(folder, 'capture'))) {
    const text = readFileSync(path, 'utf8');
    if (!text.includes('@contraflow/')) continue;
    for (const [, names = ''] of text.matchAll(/import (?:type )?\{([^}]*)\} from '@contraflow\/contract'/g)) for (const name of names.split(',')) used.add(name.replace(/^\s*type\s+/, '').trim());
    const contract = relative(dirname(path), join(folder, 'contract.js'));
    writeFileSync(path, text.replaceAll("'@contraflow/contract'", `'${contract.startsWith('.') ? contract : `./${contract}`}'`));
  }
  rmSync(join(folder, 'contract'), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'contract.d.ts'), contractTypes(program, used));
}

function contractTypes(program: ts.Program, used: ReadonlySet<string>): string {
  const checker = program.getTypeChecker();
  const index = program.getSourceFile(join(repositoryRoot, 'libs/contract/src/index.ts'));
  const symbols = index ? checker.getExportsOfModule(checker.getSymbolAtLocation(index) as ts.Symbol) : [];
  return [...used].sort().filter(Boolean).map((name) => {
    const symbol = symbols.find((one) => one.name === name);
    if (!symbol) throw new Error(`The contract exports no ${name}.`);
    const original = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const text = checker.typeToString(checker.getDeclaredTypeOfSymbol(original), undefined, FORMAT);
    if (/import\(|\bz\.|Zod|\bany\b/.test(text)) throw new Error(`The type ${name} cannot be written out: ${text}`);
    return `export type ${name} = ${text};\n`;
  }).join('');
}

function declarationsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts')).map((name) => join(folder, name));
}
