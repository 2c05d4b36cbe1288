package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.ModelChoice;
import dev.scorebus.action.ReleaseLimits;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.installed.InstalledPrograms;
import dev.scorebus.score.model.Lease;
import dev.scorebus.score.model.Models;
import dev.scorebus.score.model.Serving;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Who scores the messages of an action: the model that it names, or the program over the bridge.
@Component
final class ActionPrograms {
    private final Models models;
    private final InstalledPrograms installed;

    ActionPrograms(Models models, InstalledPrograms installed) {
        this.models = models;
        this.installed = installed;
    }

    /// Who scores the messages of a customer.
    ///
    /// @throws StreamFault when the action says too little
    Serving serving(Action action, @Nullable String customer) {
        check(action);
        ModelChoice model = action.model();
        return model == null
                ? installed.serving(action.name(), action.program(), action.command())
                : models.serving(model.name(), customer, model.alias());
    }

    /// Why nobody can score its messages now, if nobody can. A program over the bridge is started for it.
    ///
    /// @throws StreamFault when the action says too little
    Optional<String> trouble(Action action) {
        check(action);
        ModelChoice model = action.model();
        if (model == null) {
            return switch (serving(action, null)) {
                case Serving.Ready(Lease lease) -> {
                    lease.close();
                    yield Optional.empty();
                }
                case Serving.NotReady(String reason) -> Optional.of(reason);
                case Serving.Unknown(String reason) -> Optional.of(reason);
            };
        }
        if (action.customer() == null) {
            return models.trouble(model.name(), null, model.alias());
        }
        return models.anyServes(model.name(), model.alias())
                ? Optional.empty()
                : Optional.of(
                        "Model %s has no %s for anyone".formatted(model.name(), model.alias()));
    }

    /// Ends what runs for an action and for nobody else.
    void release(String action) {
        installed.release(action);
    }

    /// Whether the action says who scores.
    ///
    /// @throws StreamFault when it says too little
    void check(Action action) {
        if (action.model() == null && ReleaseLimits.BUILT_IN.contains(action.program())) {
            throw new StreamFault(
                    State.FAILED,
                    "program '%s' needs a model; name one at spec.model"
                            .formatted(action.program()));
        }
    }
}
