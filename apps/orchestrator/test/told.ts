import type { Control } from '@reelmill/contracts';
import type { Tell } from '../src/rounds/tell';

/** What workers were told. */
export class Told {
  readonly controls: Control[] = [];

  readonly tell: Tell = (controls) => void this.controls.push(...controls);

  /** Jobs of which all work was cancelled, in order. */
  jobs(): string[] {
    return this.controls.flatMap((control) => (control.type === 'cancel' ? [control.job] : [])).sort();
  }
}
