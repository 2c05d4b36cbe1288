package dev.scorebus.action;

import dev.scorebus.action.Action.Flush;
import dev.scorebus.action.Action.Heal;
import dev.scorebus.action.Action.Input;
import dev.scorebus.action.Action.ModelChoice;
import dev.scorebus.action.Action.Resources;
import dev.scorebus.action.Action.Retry;
import dev.scorebus.action.Action.Scale;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the values of a file that has no problems together, and takes an action apart again.
final class ActionAssembly {
    private ActionAssembly() {}

    /// The action a file without problems describes.
    static Action assemble(Values file) {
        Values metadata = file.get(ActionFields.METADATA);
        Values spec = file.get(ActionFields.SPEC);
        return new Action(
                metadata.get(ActionFields.ACTION_NAME),
                metadata.get(ActionFields.OWNER),
                spec.get(ActionFields.PROGRAM),
                spec.get(ActionFields.COMMAND),
                model(spec.find(ActionFields.MODEL)),
                spec.get(ActionFields.MODE),
                spec.find(ActionFields.CUSTOMER),
                input(spec.section(ActionFields.INPUT)),
                flush(spec.find(ActionFields.FLUSH)),
                spec.get(ActionFields.EXPLAIN),
                spec.list(ActionFields.OUTPUTS).stream().map(OutputFields::assemble).toList(),
                retry(spec.section(ActionFields.RETRY)),
                heal(spec.find(ActionFields.HEAL)),
                scale(spec.section(ActionFields.SCALE)),
                resources(spec.section(ActionFields.RESOURCES)));
    }

    private static @Nullable ModelChoice model(@Nullable Values model) {
        return model == null
                ? null
                : new ModelChoice(
                        model.get(ActionFields.MODEL_NAME), model.get(ActionFields.ALIAS));
    }

    private static Input input(Values input) {
        return new Input(
                input.list(ActionFields.TOPICS),
                input.find(ActionFields.FILTER),
                input.get(ActionFields.START));
    }

    private static @Nullable Flush flush(@Nullable Values flush) {
        return flush == null
                ? null
                : new Flush(flush.get(ActionFields.MAX_MESSAGES), flush.get(ActionFields.MAX_WAIT));
    }

    private static Retry retry(Values retry) {
        return new Retry(
                retry.get(ActionFields.MAX_RETRIES),
                retry.get(ActionFields.FIRST_DELAY),
                retry.get(ActionFields.MAX_DELAY),
                retry.get(ActionFields.ORDERING));
    }

    private static @Nullable Heal heal(@Nullable Values heal) {
        return heal == null
                ? null
                : new Heal(heal.get(ActionFields.EVERY), heal.get(ActionFields.MAX_DEATHS));
    }

    private static Scale scale(Values scale) {
        return new Scale(
                scale.get(ActionFields.MIN),
                scale.get(ActionFields.MAX),
                scale.get(ActionFields.LAG_PER_INSTANCE));
    }

    private static Resources resources(Values resources) {
        return new Resources(resources.get(ActionFields.CPU), resources.get(ActionFields.MEMORY));
    }

    /// What a file would say of an action: what differs from the defaults.
    static Values takeApart(Action action) {
        Values metadata = section(ActionFields.METADATA, "");
        put(metadata, ActionFields.ACTION_NAME, action.name());
        put(metadata, ActionFields.OWNER, action.owner());
        Values file = new Values("", 1);
        put(file, ActionFields.API_VERSION, ActionFields.API);
        put(file, ActionFields.KIND_FIELD, ActionFields.KIND);
        put(file, ActionFields.METADATA, metadata);
        put(file, ActionFields.SPEC, spec(action));
        return file;
    }

    private static Values spec(Action action) {
        Values spec = section(ActionFields.SPEC, "");
        put(spec, ActionFields.PROGRAM, action.program());
        put(spec, ActionFields.COMMAND, action.command());
        if (action.model() != null) {
            Values model = section(ActionFields.MODEL, "spec");
            put(model, ActionFields.MODEL_NAME, action.model().name());
            put(model, ActionFields.ALIAS, action.model().alias());
            put(spec, ActionFields.MODEL, model);
        }
        put(spec, ActionFields.MODE, action.mode());
        put(spec, ActionFields.CUSTOMER, action.customer());
        Values input = section(ActionFields.INPUT, "spec");
        putUnlessEmpty(input, ActionFields.TOPICS, action.input().topics());
        put(input, ActionFields.FILTER, action.input().filter());
        put(input, ActionFields.START, action.input().start());
        putUnlessEmpty(spec, ActionFields.INPUT, input);
        if (action.flush() != null) {
            Values flush = section(ActionFields.FLUSH, "spec");
            put(flush, ActionFields.MAX_MESSAGES, action.flush().maxMessages());
            put(flush, ActionFields.MAX_WAIT, action.flush().maxWait());
            put(spec, ActionFields.FLUSH, flush);
        }
        put(spec, ActionFields.EXPLAIN, action.explain());
        putUnlessEmpty(
                spec,
                ActionFields.OUTPUTS,
                action.outputs().stream().map(OutputFields::takeApart).toList());
        putLimits(spec, action);
        return spec;
    }

    private static void putLimits(Values spec, Action action) {
        Values retry = section(ActionFields.RETRY, "spec");
        put(retry, ActionFields.MAX_RETRIES, action.retry().maxRetries());
        put(retry, ActionFields.FIRST_DELAY, action.retry().firstDelay());
        put(retry, ActionFields.MAX_DELAY, action.retry().maxDelay());
        put(retry, ActionFields.ORDERING, action.retry().ordering());
        putUnlessEmpty(spec, ActionFields.RETRY, retry);
        if (action.heal() != null) {
            Values heal = section(ActionFields.HEAL, "spec");
            put(heal, ActionFields.EVERY, action.heal().every());
            put(heal, ActionFields.MAX_DEATHS, action.heal().maxDeaths());
            put(spec, ActionFields.HEAL, heal);
        }
        Values scale = section(ActionFields.SCALE, "spec");
        put(scale, ActionFields.MIN, action.scale().min());
        put(scale, ActionFields.MAX, action.scale().max());
        put(scale, ActionFields.LAG_PER_INSTANCE, action.scale().lagPerInstance());
        putUnlessEmpty(spec, ActionFields.SCALE, scale);
        Values resources = section(ActionFields.RESOURCES, "spec");
        put(resources, ActionFields.CPU, action.resources().cpu());
        put(resources, ActionFields.MEMORY, action.resources().memory());
        putUnlessEmpty(spec, ActionFields.RESOURCES, resources);
    }

    private static Values section(Field<Values> field, String parent) {
        return new Values(field.path(parent), 1);
    }

    private static <T> void put(Values values, Field<T> field, @Nullable T value) {
        values.say(field, value);
    }

    private static void putUnlessEmpty(Values values, Field<Values> field, Values below) {
        if (!below.isEmpty()) {
            put(values, field, below);
        }
    }

    private static <T> void putUnlessEmpty(Values values, Field<List<T>> field, List<T> below) {
        if (!below.isEmpty()) {
            put(values, field, below);
        }
    }
}
