package dev.scorebus.sdk;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Science code of the tests.
public final class TeamProgram implements ScienceProgram {
    private @Nullable Host host;

    @Override
    public String name() {
        return "team";
    }

    @Override
    public void open(Host given) {
        host = given;
        given.log("info", "opened", Map.of("settings", given.settings().size()));
    }

    private Host host() {
        return Objects.requireNonNull(host);
    }

    @Override
    public Score score(Message message) {
        if (!message.data().isObject()) {
            throw new IllegalArgumentException("not an object");
        }
        switch (message.data().path("do").asString("")) {
            case "retry" -> throw new RetryableException("later");
            case "nan" -> {
                return Score.of(Map.of("deep", Double.NaN));
            }
            default -> host().count("scored", 1, Map.of("lang", "go"));
        }
        double team = message.data().path("team_size").asDouble(0);
        return new Score(
                Map.of("hours", 10 + team / 2, "for", String.valueOf(message.customer())),
                new Score.Explanation(10, Map.of("team_size", team / 2)));
    }

    @Override
    public Map<String, Command> commands() {
        return Map.of(
                "sum",
                (input, progress) -> {
                    progress.reached(0.5, "half");
                    return input.valueStream().mapToInt(each -> each.asInt()).sum();
                },
                "model",
                (_, _) ->
                        host().model().map(Host.Model::folder).map(String::valueOf).orElse("none"),
                "long",
                (_, _) -> {
                    while (!host().cancelled()) {
                        boolean _ = new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
                    }
                    return "cancelled";
                },
                "deep",
                (_, _) -> {
                    throw new StackOverflowError("too deep");
                },
                "stuck",
                (_, _) -> {
                    new CountDownLatch(1).await();
                    return "never";
                });
    }

    @Override
    public Set<String> pure() {
        return Set.of("sum");
    }
}
