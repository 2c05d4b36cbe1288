package dev.scorebus.score.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.scorebus.action.Action;
import dev.scorebus.action.ActionFile;
import dev.scorebus.action.ActionProblem;
import dev.scorebus.action.ParsedAction;
import dev.scorebus.message.Topics;
import dev.scorebus.message.WireJson;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.kafka.KafkaClients;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestTopics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// What becomes of an action from the first time it is applied, over HTTP and over several instances.
@ScorebusTest
class ActionLifeTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final TestTopics topics;
    private final Topics names;
    private final KafkaClients clients;
    private final Environment environment;

    ActionLifeTest(TestTopics topics, Topics names, KafkaClients clients, Environment environment) {
        this.topics = topics;
        this.names = names;
        this.clients = clients;
        this.environment = environment;
    }

    @Test
    void eachChangeIsARevisionAndTheSameFileIsNone() throws Exception {
        assertThat(put("counted", "ada", "").path("revision").asLong()).isEqualTo(1);
        assertThat(put("counted", "ada", "&who=bob").path("revision").asLong()).isEqualTo(1);

        JsonNode changed = put("counted", "bob", "&who=bob&reason=tuned");

        assertThat(changed.path("revision").asLong()).isEqualTo(2);
        assertThat(changed.path("changedBy").asString()).isEqualTo("bob");
        assertThat(history("counted")).containsExactly("1 applied null", "2 applied bob");
        assertThat(get("/api/actions/counted/history").get(1).path("reason").asString())
                .isEqualTo("tuned");
        assertThat(get("/api/actions/counted/history").get(0).at("/action/owner").asString())
                .isEqualTo("ada");
    }

    @Test
    void whoExpectsAnotherRevisionChangesNothing() throws Exception {
        put("guarded", "ada", "&expected=0");

        HttpResponse<String> late = ask("PUT", "guarded?expected=0", yaml("guarded", "bob"));

        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(late.body()).contains("is at revision 1, not 0");
        assertThat(get("/api/actions/guarded").at("/action/owner").asString()).isEqualTo("ada");
        assertThat(put("guarded", "bob", "&expected=1").path("revision").asLong()).isEqualTo(2);
        assertThat(ask("DELETE", "guarded?expected=1", "").statusCode()).isEqualTo(409);
        assertThat(ask("PUT", "guarded?expected=new", yaml("guarded", "eve")).body())
                .contains("'expected' is a revision such as 3");
    }

    @Test
    void aStatusIsThatOfAllInstancesUntilTheyEnd() throws Exception {
        put("shared", "ada", "");
        StatusBoard board = new StatusBoard();
        board.post("shared", ActionLifeTest::running);
        StatusNewsLoop other = new StatusNewsLoop(board, clients, names, InstantSource.system());
        other.start();

        await().untilAsserted(
                        () -> {
                            JsonNode view = get("/api/actions/shared");
                            assertThat(view.path("instances").asInt()).isEqualTo(2);
                            assertThat(view.at("/status/state").asString()).isEqualTo("running");
                            assertThat(view.at("/status/scored").asLong()).isEqualTo(7);
                            assertThat(view.at("/status/partitions/0/lag").asLong()).isEqualTo(3);
                        });

        other.stop();
        await().untilAsserted(
                        () -> {
                            JsonNode view = get("/api/actions/shared");
                            assertThat(view.path("instances").asInt()).isEqualTo(1);
                            assertThat(view.at("/status/scored").asLong()).isZero();
                        });
    }

    private static ActionStatus running() {
        return new ActionStatus(
                ActionStatus.State.RUNNING,
                null,
                List.of(new ActionStatus.Partition("in", 0, 4, 4, 7, 3)),
                List.of(),
                7,
                0,
                0,
                0,
                List.of(),
                1,
                null,
                null,
                null);
    }

    @Test
    void ofManyInstancesThatReplaceTheSameRevisionOneDoes() throws Exception {
        put("raced", "ada", "");
        List<ActionBook> books = new ArrayList<>();
        List<Future<String>> races = new ArrayList<>();
        try (ExecutorService racers = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                ActionBook book = new ActionBook(clients, names);
                book.start();
                books.add(book);
                ActionWriter writer =
                        new ActionWriter(
                                clients,
                                book,
                                new ActionHistory(clients, names),
                                names,
                                InstantSource.fixed(Instant.EPOCH));
                Action mine = action("raced", "racer" + i);
                Author author = new Author("racer" + i, null);
                races.add(
                        racers.submit(
                                () -> {
                                    Throwable refusal =
                                            catchThrowable(() -> writer.put(mine, 1L, author));
                                    return switch (refusal) {
                                        case null -> "replaced it";
                                        case ProblemException _ -> "came too late";
                                        default -> refusal.toString();
                                    };
                                }));
            }
            List<String> ends = new ArrayList<>();
            for (Future<String> race : races) {
                ends.add(race.get());
            }
            assertThat(ends)
                    .containsExactlyInAnyOrder(
                            "replaced it", "came too late", "came too late", "came too late");
        } finally {
            books.forEach(ActionBook::stop);
        }
        assertThat(history("raced")).hasSize(2);
        assertThat(get("/api/actions/raced").at("/action/owner").asString())
                .isEqualTo(get("/api/actions/raced").path("changedBy").asString());
    }

    @Test
    void aPausedActionSaysSoAndStaysPausedWhenItIsReplaced() throws Exception {
        put("resting", "ada", "");

        JsonNode paused = json(ask("POST", "resting/pause?who=ada&reason=a+bad+model", ""));

        assertThat(paused.at("/status/state").asString()).isEqualTo("paused");
        assertThat(paused.at("/status/reason").asString())
                .startsWith("paused by ada at ")
                .endsWith(": a bad model");
        assertThat(json(ask("POST", "resting/pause?who=eve", "")).at("/paused/who").asString())
                .isEqualTo("ada");
        assertThat(put("resting", "bob", "").at("/paused/who").asString()).isEqualTo("ada");

        JsonNode resumed = json(ask("POST", "resting/resume?who=bob", ""));

        assertThat(resumed.has("paused")).isFalse();
        assertThat(resumed.at("/status/state").asString()).isNotEqualTo("paused");
        assertThat(history("resting"))
                .containsExactly(
                        "1 applied null", "2 paused ada", "3 applied null", "4 resumed bob");
    }

    @Test
    void whatPausesSaysWhoItIsAndWhatIsNotThereIsNotPaused() throws Exception {
        put("nameless", "ada", "");

        assertThat(ask("POST", "nameless/pause", "").statusCode()).isEqualTo(400);
        assertThat(ask("POST", "nameless/pause", "").body()).contains("?who=NAME");
        assertThat(ask("POST", "nameless/pause?who=+", "").body())
                .contains("'who' has 1 to 1000 characters");
        assertThat(ask("POST", "nosuch/pause?who=ada", "").statusCode()).isEqualTo(404);
        assertThat(ask("POST", "nosuch/resume?who=ada", "").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "nosuch/history", "").statusCode()).isEqualTo(404);
    }

    @Test
    void theHistoryOutlivesTheActionAndCountsOn() throws Exception {
        put("reborn", "ada", "");

        assertThat(ask("DELETE", "reborn?who=ada&reason=obsolete", "").statusCode()).isEqualTo(204);

        assertThat(ask("GET", "reborn", "").statusCode()).isEqualTo(404);
        assertThat(put("reborn", "bob", "&expected=0").path("revision").asLong()).isEqualTo(3);
        assertThat(history("reborn"))
                .containsExactly("1 applied null", "2 deleted ada", "3 applied null");
    }

    @Test
    void anActionThatAnEarlierVersionWroteIsRevisionOne() throws Exception {
        topics.send(
                names.actions(),
                "earlier",
                WireJson.mapper().writeValueAsString(action("earlier", "ada")));

        JsonNode changed = put("earlier", "bob", "&expected=1");

        assertThat(changed.path("revision").asLong()).isEqualTo(2);
    }

    @Test
    void oneThatCannotBeReadIsReplacedOrDeletedAndNotPaused() throws Exception {
        topics.send(names.actions(), "garbled", "{\"name\": \"garbled\", \"mode\": \"NO_SUCH\"}");

        HttpResponse<String> refused = ask("POST", "garbled/pause?who=ada", "");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("Replace or delete it");
        assertThat(put("garbled", "ada", "").path("revision").asLong()).isEqualTo(1);
    }

    private List<String> history(String name) throws Exception {
        List<String> lines = new ArrayList<>();
        for (JsonNode change : get("/api/actions/" + name + "/history")) {
            lines.add(
                    "%s %s %s"
                            .formatted(
                                    change.path("revision").asLong(),
                                    change.path("what").asString(),
                                    change.path("who").asString("null")));
        }
        return lines;
    }

    private JsonNode put(String name, String owner, String query) throws Exception {
        return json(ask("PUT", name + "?" + query, yaml(name, owner)));
    }

    private JsonNode get(String path) throws Exception {
        return json(ask("GET", path.substring("/api/actions/".length()), ""));
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isLessThan(300);
        return WireJson.mapper().readTree(response.body());
    }

    private HttpResponse<String> ask(String method, String path, String body)
            throws IOException, InterruptedException {
        String port = environment.getRequiredProperty("local.server.port");
        return HTTP.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + port + "/api/actions/" + path))
                        .header("Content-Type", "application/yaml")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static Action action(String name, String owner) {
        return switch (ActionFile.read(name, yaml(name, owner))) {
            case ParsedAction.Valid(Action action) -> action;
            case ParsedAction.Invalid(List<ActionProblem> problems) ->
                    throw new AssertionError(problems.toString());
        };
    }

    private static String yaml(String name, String owner) {
        return """
                apiVersion: scorebus.dev/v1
                kind: Action
                metadata: {name: %1$s, owner: %2$s}
                spec:
                  program: trees
                  command: score
                  model: {name: no-such-model, alias: champion}
                  mode: stream
                  input: {topics: [%1$s-in]}
                  outputs: [{topic: %1$s-out}]
                """
                .formatted(name, owner);
    }
}
