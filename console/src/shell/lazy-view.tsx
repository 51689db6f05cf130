/** A view whose code comes when it is first opened; a fault in it stays in it. */

import { Component, type ComponentType } from "preact";
import { asProblem, type Problem } from "../api/problem";
import { ProblemNote } from "../parts/problem-note";
import type { ViewEntry } from "../views/registry";

interface Shown {
  view: ComponentType | null;
  problem: Problem | null;
}

export class LazyView extends Component<{ view: ViewEntry }, Shown> {
  override state: Shown = { view: null, problem: null };

  override componentDidMount(): void {
    this.props.view.load().then(
      (loaded) => this.setState({ view: loaded.default }),
      (thrown: unknown) => this.setState({ problem: asProblem(thrown) }),
    );
  }

  override componentDidCatch(thrown: unknown): void {
    this.setState({ problem: asProblem(thrown) });
  }

  override render() {
    const { view: View, problem } = this.state;
    if (problem) {
      return (
        <div class="view">
          <ProblemNote problem={problem} again={() => location.reload()} />
        </div>
      );
    }
    return View ? <View /> : null;
  }
}
