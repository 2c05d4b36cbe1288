package dev.scorebus.score.sink;

import static dev.scorebus.score.sink.DeliveryDraft.SOURCE;
import static dev.scorebus.score.sink.DeliveryDraft.at;
import static dev.scorebus.score.sink.DeliveryDraft.stretch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scorebus.message.WireJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSinkTest {
    private static final Source OTHER = new Source(SOURCE.topic(), SOURCE.topicId(), 3);

    @TempDir Path folder;

    private FileSink sink(String instance) {
        return new FileSink(folder, instance, ".jsonl", ScoreLines::json);
    }

    /// Offsets in files that have names of their own, in the order of the files.
    private List<Long> visible(Source source) throws IOException {
        List<Long> offsets = new ArrayList<>();
        Path of = folder.resolve(source.topic() + "-" + source.topicId());
        if (!Files.isDirectory(of)) {
            return offsets;
        }
        try (Stream<Path> files = Files.list(of)) {
            for (Path file :
                    files.filter(f -> f.getFileName().toString().endsWith(".jsonl"))
                            .filter(
                                    f ->
                                            f.getFileName()
                                                    .toString()
                                                    .startsWith(source.partition() + "-"))
                            .sorted()
                            .toList()) {
                for (String line : Files.readAllLines(file)) {
                    offsets.add(WireJson.mapper().readTree(line).at("/message/offset").asLong());
                }
            }
        }
        return offsets;
    }

    private static List<Long> range(long lo, long hi) {
        return LongStream.range(lo, hi).boxed().toList();
    }

    @Test
    void aFileIsSeenWhenItsTransactionIsCommittedAndNotBefore() throws IOException {
        FileSink sink = sink("one");

        sink.write(stretch(SOURCE, 0, 10));
        assertThat(visible(SOURCE)).isEmpty();
        sink.committed();

        assertThat(visible(SOURCE)).isEqualTo(range(0, 10));
        try (Stream<Path> files = Files.list(folder.resolve("pull-requests-" + SOURCE.topicId()))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactly("2-0000000000000000000-0000000000000000010.jsonl");
        }
    }

    @Test
    void whatWasCommittedAndNotNamedIsNamedByWhoeverGoesOn() throws IOException {
        sink("one").write(stretch(SOURCE, 0, 10));

        sink("two").resume(SOURCE, 10, "one");

        assertThat(visible(SOURCE)).isEqualTo(range(0, 10));
    }

    @Test
    void whatWasNotCommittedIsNeverSeen() throws IOException {
        sink("one").write(stretch(SOURCE, 0, 10));
        FileSink two = sink("two");
        two.resume(SOURCE, 0, null);
        two.write(stretch(SOURCE, 0, 7));
        two.committed();
        two.write(stretch(SOURCE, 7, 10));
        two.committed();

        sink("three").resume(SOURCE, 10, "two");
        sink("four").resume(SOURCE, 10, null);

        assertThat(visible(SOURCE)).isEqualTo(range(0, 10));
        assertThat(pending()).isEmpty();
    }

    @Test
    void anInstanceThatWritesTheSameOffsetsInOtherStretchesLeavesOneOfThem() throws IOException {
        FileSink one = sink("one");
        one.write(stretch(SOURCE, 0, 10));
        one.write(stretch(SOURCE, 0, 4));
        one.committed();
        one.write(stretch(SOURCE, 4, 10));

        sink("two").resume(SOURCE, 10, "one");

        assertThat(visible(SOURCE)).isEqualTo(range(0, 10));
        assertThat(pending()).isEmpty();
    }

    @Test
    void anInstanceThatWakesLateChangesNothing() throws IOException {
        FileSink asleep = sink("one");
        asleep.write(stretch(SOURCE, 0, 10));
        FileSink two = sink("two");
        two.resume(SOURCE, 0, null);
        two.write(stretch(SOURCE, 0, 10));
        two.committed();

        asleep.resume(OTHER, 0, null);
        asleep.write(stretch(OTHER, 0, 3));
        asleep.committed();

        assertThat(visible(SOURCE)).isEqualTo(range(0, 10));
        assertThat(visible(OTHER)).isEqualTo(range(0, 3));
    }

    private List<Path> pending() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(StagedName.END)).toList();
        }
    }

    /// Instances that come, go, freeze and crash at any step, and transactions that fail or whose end nobody hears of: what is
    /// seen is what was committed, each once.
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void whateverHappensWhatIsSeenIsWhatWasCommitted(long start) throws IOException {
        for (long seed = start * 1_000; seed < start * 1_000 + 6; seed++) {
            Source source = new Source("t" + seed, SOURCE.topicId(), 0);
            Schedule schedule = new Schedule(new Random(seed), source);
            schedule.run();

            sink("last").resume(source, schedule.position, schedule.by);
            assertThat(visible(source)).as("seed %d", seed).isEqualTo(range(0, schedule.position));
        }
    }

    private final class Schedule {
        private final Random random;
        private final Source source;
        private long position;
        private @Nullable String by;

        private Schedule(Random random, Source source) {
            this.random = random;
            this.source = source;
        }

        void run() {
            List<Instance> instances = new ArrayList<>();
            for (int step = 0; step < 40; step++) {
                if (instances.isEmpty() || random.nextInt(4) == 0) {
                    Instance fresh = new Instance("i" + step);
                    fresh.places();
                    instances.add(fresh);
                }
                // The last has the partition; the others only think so.
                Instance instance = instances.get(random.nextInt(instances.size()));
                instance.load(instance == instances.getLast());
            }
        }

        private final class Instance {
            private final String name;
            private final FileSink sink;
            private long known;

            private Instance(String name) {
                this.name = name;
                this.sink = sink(name);
            }

            private void places() {
                sink.resume(source, position, by);
                known = position;
            }

            private void load(boolean owns) {
                int fate = random.nextInt(6);
                long hi = known + 1 + random.nextInt(4);
                sink.write(stretch(source, known, hi));
                if (!owns) {
                    return;
                }
                if (fate == 0) {
                    places();
                    return;
                }
                position = hi;
                by = name;
                switch (fate) {
                    case 1 -> places();
                    case 2 -> {
                        Instance next = new Instance(name + "'");
                        next.places();
                        known = position;
                    }
                    default -> {
                        sink.committed();
                        known = hi;
                    }
                }
            }
        }
    }

    @Test
    void csvIsAsRfc4180HasIt() {
        String csv =
                new String(
                        ScoreLines.csv(
                                List.of(
                                        at(1).subject("a,\"b\"\r\nc").customer("").done(),
                                        at(2).done())),
                        StandardCharsets.UTF_8);

        assertThat(csv)
                .startsWith(
                        "action,topic,topic_id,topic_partition,topic_offset,message_at,event_id,subject,customer,value,score,model,version,scored_at\r\n"
                                + "act,pull-requests,%s,2,1,2026-01-02T12:00:01Z,id-1,\"a,\"\"b\"\"\r\nc\",\"\",1.0,\"{\"\"action\"\""
                                        .formatted(SOURCE.topicId()))
                .contains("id-2,s2,,2.0,")
                .endsWith(",2026-01-02T12:00:00Z\r\n");
    }

    @Test
    void aFolderThatCannotBeWrittenIsAway() throws IOException {
        Files.writeString(folder.resolve("pull-requests-" + SOURCE.topicId()), "a file");

        assertThatThrownBy(() -> sink("one").write(stretch(SOURCE, 0, 3)))
                .isInstanceOf(SinkUnavailableException.class)
                .hasMessageStartingWith("files: ");
    }
}
