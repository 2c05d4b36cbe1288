package dev.scorebus.score.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.action.Action;
import dev.scorebus.action.Action.Ordering;
import dev.scorebus.action.Action.Retry;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.action.ActionStatus.State;
import dev.scorebus.score.fixture.BridgedMain;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.testkit.bridge.ProgramsFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

class BridgedStreamTest extends StreamScenario {
    private static final Retry QUICK =
            new Retry(5, Duration.ofMillis(40), Duration.ofMillis(200), Ordering.NONE);

    private static final ProgramsFolder PROGRAMS = ProgramsFolder.fresh();

    BridgedStreamTest(Scene scene) {
        super(scene);
    }

    @DynamicPropertySource
    static void programs(DynamicPropertyRegistry registry) {
        registry.add("scorebus.score.programs.folder", PROGRAMS::folder);
        registry.add("scorebus.score.programs.look", () -> "10ms");
    }

    @Override
    List<TinyModel> champions() {
        return List.of();
    }

    private void send(StreamFixture stream, String id, String data) {
        topics.send(stream.event(id, data));
    }

    private List<JsonNode> scores(StreamFixture stream) {
        return topics.readAll(stream.output()).stream()
                .map(record -> WireJson.mapper().readTree(record.value()))
                .toList();
    }

    @Test
    void aProgramScoresAStreamWithItsVersionAndTheLargestContributions() throws Exception {
        PROGRAMS.install("doubles", BridgedMain.class, "first");
        StreamFixture stream = fixture("scored", 1);
        Action action = stream.draft().program("doubles").customer("event.data.who").done();
        for (int n = 0; n < 20; n++) {
            send(
                    stream,
                    "m" + n,
                    "{\"n\": %d, \"who\": \"%s\"}".formatted(n, n % 2 == 0 ? "a" : "b"));
        }
        start(action);

        until(() -> scores(stream).size() == 20);

        JsonNode last = scores(stream).getLast();
        assertThat(last.at("/value/twice").asInt()).isEqualTo(38);
        assertThat(last.at("/value/seen").asInt()).isEqualTo(10);
        assertThat(last.at("/model/name").asString()).isEqualTo("doubles");
        assertThat(last.at("/model/version").asString()).matches("[0-9a-f]{64}");
        assertThat(last.at("/explanation").toString())
                .isEqualTo(
                        "{\"base\":0.5,\"contributions\":{\"large\":-3.0,\"middle\":1.0},\"other\":0.25}");
        until(() -> stream.tiledUpTo().equals(stream.committed()));
    }

    @Test
    void aMessageThatCrashesTheProgramIsADeadLetterAndItsNeighboursAreScoredOnce()
            throws Exception {
        PROGRAMS.install("fragile", BridgedMain.class, "x");
        StreamFixture stream = fixture("crashes", 1);
        for (int n = 0; n < 8; n++) {
            send(stream, "m" + n, "{\"n\": %d}".formatted(n));
        }
        send(stream, "killer", "{\"do\": \"crash\"}");
        for (int n = 8; n < 16; n++) {
            send(stream, "m" + n, "{\"n\": %d}".formatted(n));
        }
        start(stream.draft().program("fragile").retry(QUICK).done());

        until(() -> stream.readDeadLetters().size() == 1 && scores(stream).size() == 16);

        assertThat(stream.scoresById().values()).containsOnly(1).hasSize(16);
        assertThat(stream.story("killer"))
                .extracting(entry -> entry.attempt() + " " + entry.state())
                .containsExactly(
                        "1 FAILED", "2 FAILED", "3 FAILED", "4 FAILED", "5 FAILED", "6 DEAD");
        assertThat(
                        StreamFixture.header(
                                stream.readDeadLetters().getFirst(), "kafka_dlt-exception-fqcn"))
                .containsIgnoringCase("crashed");
        until(() -> stream.tiledUpTo().equals(stream.committed()));
    }

    @Test
    void aCommandLineProgramScoresAStreamAndItsKillerIsADeadLetter() throws Exception {
        PROGRAMS.installLines(
                "wrapped",
                "while read -r line; do case $line in *crash*) exit 1;; *) echo \"{\\\"seen\\\": $line}\";; esac; done");
        StreamFixture stream = fixture("wrapped", 1);
        for (int n = 0; n < 8; n++) {
            send(stream, "m" + n, "{\"n\": %d}".formatted(n));
        }
        send(stream, "killer", "{\"do\": \"crash\"}");
        for (int n = 8; n < 16; n++) {
            send(stream, "m" + n, "{\"n\": %d}".formatted(n));
        }
        start(stream.draft().program("wrapped").retry(QUICK).done());

        until(() -> stream.readDeadLetters().size() == 1 && scores(stream).size() == 16);

        assertThat(scores(stream))
                .extracting(score -> score.at("/value/seen/n").asInt())
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        assertThat(stream.story("killer")).hasSize(6);
        until(() -> stream.tiledUpTo().equals(stream.committed()));
    }

    @Test
    void whatAProgramRefusesIsDeadAtOnceAndWhatMayBeMendedIsTriedAgain() throws Exception {
        PROGRAMS.install("picky", BridgedMain.class, "x");
        StreamFixture stream = fixture("refused", 1);
        send(stream, "refused", "{\"do\": \"refuse\"}");
        send(stream, "failed", "{\"do\": \"fail\"}");
        start(stream.draft().program("picky").retry(QUICK).done());

        until(() -> stream.readDeadLetters().size() == 2);

        assertThat(stream.story("refused"))
                .extracting(entry -> entry.attempt() + " " + entry.state())
                .containsExactly("1 DEAD");
        assertThat(stream.story("failed")).hasSize(6);
    }

    /// A record without a CloudEvent is its value, whatever that is; a program of lines takes JSON only.
    @Test
    void messagesThatAreNoJsonAreScoredByAProgramThatTakesBytesAndAreDeadElsewhere()
            throws Exception {
        PROGRAMS.install("sizes", BridgedMain.class, "x");
        PROGRAMS.installLines("reads-lines", "while read -r line; do echo 1; done");
        byte[] bytes = {0, -1, '{', 0};
        StreamFixture taken = fixture("bytes", 1);
        sendPlain(taken, bytes);
        StreamFixture refused = fixture("no-bytes", 1);
        sendPlain(refused, bytes);

        start(taken.draft().program("sizes").done());
        start(refused.draft().program("reads-lines").done());

        until(() -> scores(taken).size() == 2);
        assertThat(scores(taken))
                .extracting(score -> score.path("value").isInt())
                .containsExactly(true, false);
        assertThat(scores(taken).getFirst().path("value").asInt()).isEqualTo(4);
        until(() -> refused.readDeadLetters().size() == 1 && scores(refused).size() == 1);
        assertThat(
                        StreamFixture.header(
                                refused.readDeadLetters().getFirst(), "kafka_dlt-exception-fqcn"))
                .contains("NoJson");
    }

    @Test
    void anActionWaitsForItsProgramAndSaysWhy() throws Exception {
        StreamFixture stream = fixture("waits", 1);
        send(stream, "m", "{\"n\": 4}");
        ActionLoop loop = start(stream.draft().program("later").done());
        until(() -> loop.status().snapshot().state() == State.WAITING);
        assertThat(loop.status().snapshot().reason())
                .contains("program 'later' is not installed in " + PROGRAMS.folder());

        PROGRAMS.installBroken("later", "no such thing");
        until(() -> String.valueOf(loop.status().snapshot().reason()).contains("no such thing"));
        PROGRAMS.install("later", BridgedMain.class, "now");

        until(() -> scores(stream).size() == 1);
        assertThat(stream.story("m")).isEmpty();
    }

    @Test
    void aNewVersionTakesOverOnceItRunsAndABrokenOneChangesNothing() throws Exception {
        PROGRAMS.install("renewed", BridgedMain.class, "old");
        StreamFixture stream = fixture("swaps", 1);
        start(stream.draft().program("renewed").done());
        int sent = sendUntil(stream, 0, "old");

        PROGRAMS.installBroken("renewed", "broken");
        for (int n = 0; n < 3; n++) {
            send(stream, "b" + n, "{\"n\": 1}");
            int expected = sent + n + 1;
            until(() -> scores(stream).size() == expected);
        }
        assertThat(words(stream)).containsExactly("old");
        PROGRAMS.install("renewed", BridgedMain.class, "new");
        sendUntil(stream, sent, "new");

        Map<String, Set<String>> versions =
                scores(stream).stream()
                        .collect(
                                Collectors.groupingBy(
                                        score -> score.at("/value/word").asString(),
                                        Collectors.mapping(
                                                score -> score.at("/model/version").asString(),
                                                Collectors.toSet())));
        assertThat(versions.get("old")).hasSize(1);
        assertThat(versions.get("new")).hasSize(1).isNotEqualTo(versions.get("old"));
        assertThat(stream.scoresById().values()).containsOnly(1);
    }

    @Test
    void aModelThatItsTrainingWroteIsGivenToItAndNamedByTheScore() throws Exception {
        PROGRAMS.install("learned", BridgedMain.class, "unused");
        TinyModel model = TinyModel.folder("wise", "learned", Map.of("word", "taught"));
        promote(model);
        StreamFixture stream = fixture("learned", 1);
        send(stream, "m", "{\"n\": 1}");
        start(stream.draft().program("learned").model("wise").done());

        until(() -> scores(stream).size() == 1);

        JsonNode score = scores(stream).getFirst();
        assertThat(score.at("/value/word").asString()).isEqualTo("taught");
        assertThat(score.at("/model/name").asString()).isEqualTo("wise");
        assertThat(score.at("/model/version").asString()).isEqualTo(model.version().version());
    }

    private static void sendPlain(StreamFixture stream, byte[] bytes) {
        stream.send(
                List.of(
                        new ProducerRecord<>(stream.source(), null, bytes),
                        new ProducerRecord<>(
                                stream.source(), null, StreamFixture.bytes("{\"n\": 2}"))));
    }

    private Set<String> words(StreamFixture stream) {
        return scores(stream).stream()
                .map(score -> score.at("/value/word").asString())
                .collect(Collectors.toSet());
    }

    /// Sends one message after the other until one is answered with a word.
    private int sendUntil(StreamFixture stream, int from, String word) throws IOException {
        int[] sent = {from};
        until(
                () -> {
                    send(stream, "s" + sent[0], "{\"n\": 1}");
                    sent[0]++;
                    return words(stream).contains(word);
                });
        return sent[0];
    }
}
