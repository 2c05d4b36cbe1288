package dev.scorebus.cli.action;

import dev.scorebus.cli.http.Api;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How an action is doing on the instance that answers.
///
/// @param state `running`, `waiting`, `paused`, `stopped` or `failed`
/// @param reason why it does not run
/// @param lastError what went wrong last, if anything did
/// @param lag how many offsets it has not read yet, over all partitions
public record ActionState(
        String name, String state, @Nullable String reason, @Nullable String lastError, long lag) {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    // Longer than score-service rests before it looks again for what was missing.
    private static final Duration SECOND_LOOK = Duration.ofMillis(1500);
    private static final String STARTING = "it is about to start";
    private static final Pattern NO_TOPIC = Pattern.compile("topic '([^']+)' does not exist");
    private static final Pattern NO_MODEL = Pattern.compile("Model (\\S+) (not found|has no .*)");

    /// Reads an element of `GET /api/actions`.
    public static ActionState of(JsonNode view) {
        JsonNode status = view.path("status");
        long lag = 0;
        for (JsonNode partition : status.path("partitions")) {
            lag += partition.path("lag").asLong(0);
        }
        return new ActionState(
                view.path("name").asString(view.path("action").path("name").asString("")),
                status.path("state").asString("unknown"),
                text(status, "reason"),
                text(status, "lastError"),
                lag);
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.path(field).isString() ? node.path(field).asString() : null;
    }

    /// Waits a moment until an action that was just applied has started, or has said why not.
    static ActionState settled(Api api, String name) {
        String path = "/api/actions/" + Api.encode(name);
        long begin = System.nanoTime();
        ActionState before = of(api.get(path));
        while (System.nanoTime() - begin < PATIENCE.toNanos()) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            ActionState now = of(api.get(path));
            boolean stays =
                    !now.isStarting()
                            && now.state().equals(before.state())
                            && Objects.equals(now.reason(), before.reason());
            if (stays && (now.isRunning() || System.nanoTime() - begin > SECOND_LOOK.toNanos())) {
                return now;
            }
            before = now;
        }
        return before;
    }

    private boolean isStarting() {
        return STARTING.equals(reason);
    }

    /// Whether someone should look at it.
    public boolean isFailed() {
        return state.equals("failed");
    }

    /// Whether somebody has paused it.
    public boolean isPaused() {
        return state.equals("paused");
    }

    /// What the ledger lacks of the topics that an action's own group reads; its runs have groups of their own.
    ///
    /// @param frontiers what `GET /api/frontiers` answers
    public static long lag(JsonNode frontiers, String action) {
        return frontiers
                .valueStream()
                .filter(frontier -> frontier.path("group").asString("").endsWith("." + action))
                .mapToLong(frontier -> frontier.path("lag").asLong(0))
                .sum();
    }

    /// Whether it does its work.
    public boolean isRunning() {
        return state.equals("running");
    }

    /// Why it does not run, and what to type; nothing when it does not say.
    public Optional<String> why() {
        if (reason == null) {
            return Optional.empty();
        }
        Matcher topic = NO_TOPIC.matcher(reason);
        if (topic.find()) {
            return Optional.of(
                    "%s; create it: ./scorebus topic create %s".formatted(reason, topic.group(1)));
        }
        Matcher model = NO_MODEL.matcher(reason);
        return Optional.of(
                model.find()
                        ? "%s; train one (./scorebus train), or name a version (./scorebus model promote %s VERSION)"
                                .formatted(reason, model.group(1))
                        : reason);
    }

    /// What went wrong last, when that is not what stops it now.
    public Optional<String> earlierError() {
        return lastError == null || lastError.equals(reason)
                ? Optional.empty()
                : Optional.of(lastError);
    }
}
