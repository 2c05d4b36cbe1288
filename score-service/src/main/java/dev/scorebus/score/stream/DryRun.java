package dev.scorebus.score.stream;

import dev.scorebus.action.Action;
import dev.scorebus.bridge.ModelFolder;
import dev.scorebus.ledger.FailureKind;
import dev.scorebus.message.Attempt;
import dev.scorebus.score.installed.InstalledPrograms;
import dev.scorebus.score.program.Deadline;
import dev.scorebus.score.program.ProgramUnavailableException;
import dev.scorebus.score.program.Stages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// An action over the lines of a file, without a platform: read, filtered, called, halved and answered as in a stream, with the
/// same errors. Nothing is written, tracked or tried again. For one thread at a time.
public final class DryRun implements AutoCloseable {
    private static final UUID NOWHERE = new UUID(0, 0);
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int LARGEST = 1 << 20;

    private final Action action;
    private final InstalledPrograms programs;
    private final PollScoring scoring;
    private final ScoreRecords records;
    private final InstantSource clock;
    private long next;

    /// What becomes of a line.
    public sealed interface Line {
        /// It is scored.
        ///
        /// @param json the value of the record that would go to the outputs
        record Scored(String json) implements Line {}

        /// The action's filter does not hold for it.
        record Filtered() implements Line {}

        /// It cannot be scored.
        ///
        /// @param retryable whether a stream would try it again
        record Failed(String errorClass, String detail, boolean retryable) implements Line {}
    }

    /// @param folder has a folder for each program, called as it is
    /// @param model the files of the model version that the action names; absent when it names none
    /// @param environment what the program gets besides what its `program.yaml` says
    public DryRun(
            Action action,
            Path folder,
            @Nullable Path model,
            Map<String, String> environment,
            InstantSource clock) {
        this.action = action;
        this.clock = clock;
        this.programs = InstalledPrograms.in(folder, model(action, model), environment, clock);
        this.records = new ScoreRecords(action, clock);
        this.scoring =
                new PollScoring(
                        action,
                        _ -> programs.serving(action.name(), action.program(), action.command()),
                        () -> Deadline.renewable(DEADLINE, clock),
                        LARGEST,
                        Stages.NONE);
    }

    private static @Nullable ModelFolder model(Action action, @Nullable Path folder) {
        Action.ModelChoice named = action.model();
        return named == null || folder == null
                ? null
                : new ModelFolder(named.name(), "unversioned", folder.toAbsolutePath());
    }

    /// Scores lines together, as a poll or a micro-batch does.
    ///
    /// @return what becomes of each, in their order
    /// @throws ProgramUnavailableException when the program cannot be called
    public List<Line> score(List<String> lines) {
        List<Work> work = new ArrayList<>(lines.size());
        for (String line : lines) {
            work.add(work(line));
        }
        try {
            List<Outcome> outcomes = scoring.score(work);
            List<Line> told = new ArrayList<>(lines.size());
            for (int i = 0; i < outcomes.size(); i++) {
                told.add(told(work.get(i), outcomes.get(i)));
            }
            return told;
        } catch (StreamFault e) {
            throw new ProgramUnavailableException(e.reason());
        }
    }

    private Work work(String line) {
        String topic =
                action.input().topics().isEmpty()
                        ? action.name()
                        : action.input().topics().getFirst();
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(topic, 0, next++, null, line.getBytes(StandardCharsets.UTF_8));
        return new Work(
                record,
                Attempt.first(record, NOWHERE),
                new TopicPartition(topic, 0),
                record.offset(),
                0,
                clock.instant());
    }

    private Line told(Work work, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Scored scored ->
                    new Line.Scored(
                            new String(records.event(work, scored).data(), StandardCharsets.UTF_8));
            case Outcome.Filtered _ -> new Line.Filtered();
            case Outcome.Failed failed ->
                    new Line.Failed(
                            failed.errorClass(),
                            failed.detail(),
                            failed.kind() != FailureKind.SCHEMA);
            case Outcome.Behind _ ->
                    throw new IllegalStateException("Nothing waits behind another line");
        };
    }

    @Override
    public void close() {
        programs.close();
    }
}
