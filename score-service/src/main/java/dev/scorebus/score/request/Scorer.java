package dev.scorebus.score.request;

import dev.scorebus.model.ModelVersion;
import dev.scorebus.score.ScoreProperties;
import dev.scorebus.score.edge.Problem;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.model.Lease;
import dev.scorebus.score.model.Models;
import dev.scorebus.score.model.Serving;
import dev.scorebus.score.program.Batch;
import dev.scorebus.score.program.Deadline;
import dev.scorebus.score.program.Message;
import dev.scorebus.score.program.Reply;
import dev.scorebus.score.program.Stages;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Scores the rows of a request: all of them or, when one cannot be scored, none, and the caller is told which and why.
@Component
public final class Scorer {
    private static final String CHAMPION = "champion";

    private final Models models;
    private final RequestCounters counters;
    private final ScoreProperties.Request limits;
    private final InstantSource clock;

    Scorer(
            Models models,
            RequestCounters counters,
            ScoreProperties properties,
            InstantSource clock) {
        this.models = models;
        this.counters = counters;
        this.limits = properties.request();
        this.clock = clock;
    }

    /// How many bytes a body may have.
    public int mostBytes() {
        return Math.toIntExact(limits.maxBody().toBytes());
    }

    /// How many rows a body may have.
    public int mostRows() {
        return limits.maxRows();
    }

    /// Scores.
    ///
    /// @param rows finds the rows of the request when it is known what the model reads
    public Scores score(Asked asked, Function<ModelVersion, List<Message>> rows) {
        Serving serving =
                asked.version() == null
                        ? models.serving(asked.model(), asked.customer(), CHAMPION)
                        : models.serving(
                                asked.model(),
                                NamedVersion.of(models, asked.model(), asked.version()));
        return switch (serving) {
            case Serving.Unknown(String reason) -> {
                counters.count("", "", asked.protocol(), "unknown");
                throw new ProblemException(new Problem.NotFound(reason));
            }
            case Serving.NotReady(String reason) -> {
                counters.count(asked.model(), "", asked.protocol(), "not-ready");
                throw new ProblemException(new Problem.NotReady(reason));
            }
            case Serving.Ready(Lease lease) -> {
                try (lease) {
                    yield score(asked, lease, rows);
                }
            }
        };
    }

    private Scores score(Asked asked, Lease lease, Function<ModelVersion, List<Message>> rows) {
        ModelVersion version = lease.version();
        String outcome = "invalid";
        try {
            List<Message> messages = of(asked.customer(), rows.apply(version));
            if (messages.isEmpty()) {
                throw ProblemException.malformed("There are no rows to score");
            }
            Deadline deadline = Deadline.firm(limits.deadline(), clock);
            List<Reply> replies =
                    lease.score(
                            new Batch(
                                    messages,
                                    asked.explain(),
                                    asked.unknown(),
                                    deadline,
                                    Stages.NONE));
            outcome = "failed";
            List<Reply.Scored> scored = allScored(replies);
            outcome = "scored";
            return new Scores(version, scored);
        } finally {
            counters.count(version.name(), version.version(), asked.protocol(), outcome);
        }
    }

    /// The rows as messages of their customer, whose state a program may keep.
    private static List<Message> of(@Nullable String customer, List<Message> rows) {
        if (customer == null) {
            return rows;
        }
        List<Message> messages = new ArrayList<>(rows.size());
        for (Message row : rows) {
            Message.Origin origin =
                    new Message.Origin("row-" + messages.size(), null, customer, null);
            messages.add(new Message(row.bytes(), row.offset(), row.length(), origin));
        }
        return messages;
    }

    /// The replies when all rows were scored.
    ///
    /// @throws ProblemException with the first that was not, else
    public static List<Reply.Scored> allScored(List<Reply> replies) {
        List<Reply.Scored> scored = new ArrayList<>(replies.size());
        for (Reply reply : replies) {
            switch (reply) {
                case Reply.Scored good -> scored.add(good);
                case Reply.Failed failed ->
                        throw new ProblemException(
                                problem(failed, replies.size() == 1 ? -1 : scored.size()));
            }
        }
        return scored;
    }

    private static Problem problem(Reply.Failed failed, int row) {
        String detail = row < 0 ? failed.detail() : "Row %d: %s".formatted(row, failed.detail());
        return switch (failed.kind()) {
            case SCHEMA -> new Problem.Malformed(detail);
            case PROGRAM -> new Problem.ProgramFailed(detail);
            case TIMEOUT -> new Problem.Late(detail);
        };
    }
}
