import { record } from './record.ts';

type Template = Electron.MenuItemConstructorOptions;

export interface KeyPress {
  readonly key: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
}

/** The menu of the app: never drawn, but its items can be chosen, and its accelerators pressed. */
export class Menu {
  static #current: Menu | null = null;
  readonly #template: readonly Template[];

  constructor(template: readonly Template[]) {
    this.#template = template;
  }
  static buildFromTemplate(template: readonly Template[]): Menu {
    for (const item of template) {
      const known = item.label ?? item.role ?? (item.type === 'separator' ? 'separator' : undefined);
      if (known === undefined) throw new Error('a menu item needs a label, a role or to be a separator');
    }
    return new Menu(template);
  }
  static setApplicationMenu(menu: Menu | null): void {
    this.#current = menu;
  }

  /** Chooses the item with this id. */
  static choose(id: string): void {
    const item = this.#items().find((each) => each.id === id);
    if (!item) throw new Error(`the menu has no item ${id}`);
    run(item);
  }
  /** A key that the page has not taken for itself. */
  static press(key: KeyPress): void {
    const item = this.#items().find((each) => each.accelerator && fits(each.accelerator, key));
    if (item) run(item);
  }
  static #items(): readonly Template[] {
    const walk = (template: readonly Template[]): readonly Template[] =>
      template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? walk(item.submenu) : [])]);
    return this.#current ? walk(this.#current.#template) : [];
  }
}

function run(item: Template): void {
  if (!item.click) record.blocked.push(`menu item without click: ${item.id ?? item.label ?? ''}`);
  item.click?.(undefined as never, undefined, {});
}

function fits(accelerator: string, key: KeyPress): boolean {
  const parts = accelerator.split('+');
  const wanted = parts.pop() ?? '';
  const has = (...names: string[]) => names.some((name) => parts.includes(name));
  return (
    wanted.toLowerCase() === key.key.toLowerCase() &&
    has('CmdOrCtrl', 'CommandOrControl', 'Ctrl', 'Control') === key.ctrl &&
    has('Shift') === key.shift &&
    has('Alt', 'Option') === key.alt &&
    has('Cmd', 'Command', 'Super', 'Meta') === key.meta
  );
}
