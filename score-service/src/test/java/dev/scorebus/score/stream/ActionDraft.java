package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Explain;
import dev.scorebus.action.Action.Flush;
import dev.scorebus.action.Action.Input;
import dev.scorebus.action.Action.ModelChoice;
import dev.scorebus.action.Action.Output;
import dev.scorebus.action.Action.Resources;
import dev.scorebus.action.Action.Retry;
import dev.scorebus.action.Action.Scale;
import dev.scorebus.action.Action.Start;
import dev.scorebus.action.Expression;
import dev.scorebus.message.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An action in the making: what a test says nothing of is usual.
final class ActionDraft {
    private final String name;
    private final String source;
    private final List<Output> outputs = new ArrayList<>();
    private String owner = "tests";
    private String program = "trees";
    private @Nullable ModelChoice model = new ModelChoice("merge-time", "champion");
    private Mode mode = Mode.STREAM;
    private @Nullable Expression customer;
    private @Nullable Expression filter;
    private Start start = Start.EARLIEST;
    private @Nullable Flush flush;
    private Explain explain = Explain.of("top-2");
    private Retry retry = Retry.DEFAULT;

    ActionDraft(String name, String source, String output) {
        this.name = name;
        this.source = source;
        outputs.add(new Output.Topic(output));
    }

    ActionDraft owner(String other) {
        owner = other;
        return this;
    }

    ActionDraft model(String other) {
        model = new ModelChoice(other, "champion");
        return this;
    }

    /// A program over the bridge.
    ActionDraft program(String other) {
        program = other;
        model = null;
        return this;
    }

    /// The program that fails as its messages say, with a model of that name.
    ActionDraft flaky() {
        program = "flaky";
        model = new ModelChoice("flaky", "champion");
        explain = Explain.NONE;
        return this;
    }

    ActionDraft customer(String expression) {
        customer = Expression.of(expression);
        return this;
    }

    ActionDraft filter(String expression) {
        filter = Expression.of(expression);
        return this;
    }

    ActionDraft start(Start other) {
        start = other;
        return this;
    }

    ActionDraft microBatch(int messages, Duration wait) {
        mode = Mode.MICRO_BATCH;
        flush = new Flush(messages, wait);
        return this;
    }

    /// An action that runs only when a batch run is asked for.
    ActionDraft batch() {
        mode = Mode.BATCH;
        return this;
    }

    ActionDraft retry(Retry other) {
        retry = other;
        return this;
    }

    /// One more.
    ActionDraft output(Output other) {
        outputs.add(other);
        return this;
    }

    Action done() {
        return new Action(
                name,
                owner,
                program,
                "score",
                model,
                mode,
                customer,
                new Input(List.of(source), filter, start),
                flush,
                explain,
                outputs,
                retry,
                null,
                Scale.DEFAULT,
                Resources.DEFAULT);
    }
}
