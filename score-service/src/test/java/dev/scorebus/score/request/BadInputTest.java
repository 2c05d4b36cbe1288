package dev.scorebus.score.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.scorebus.message.Topics;
import dev.scorebus.score.fixture.FakeTrainService;
import dev.scorebus.score.fixture.TinyModel;
import dev.scorebus.score.request.Client.Answer;
import dev.scorebus.testkit.ScorebusTest;
import dev.scorebus.testkit.TestTopics;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

@ScorebusTest(properties = "scorebus.score.request.max-rows=100")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private static final String INFER = "/v2/models/merge-time/infer";
    private static final String PREDICT = "/v1/models/merge-time:predict";
    private static final String SCORE = "/api/models/merge-time/score";
    private static final FakeTrainService TRAIN = new FakeTrainService();

    private final TestTopics topics;
    private final Topics names;
    private final int port;
    private final Client client;

    BadInputTest(TestTopics topics, Topics names, @LocalServerPort int port) {
        this.topics = topics;
        this.names = names;
        this.port = port;
        this.client = new Client(port);
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("scorebus.score.artefacts", TRAIN::url);
        registry.add("scorebus.score.models.cache", TRAIN::cache);
    }

    @BeforeAll
    void registerModel() {
        topics.create(names.models(), 1);
        TRAIN.promote(topics, names, TinyModel.classes("merge-time", null, 1));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> client.get("/v2/models/merge-time/ready").status() == 200);
    }

    @AfterAll
    static void stop() {
        TRAIN.close();
    }

    private void assertRefused(int status, String path, String body, String says) {
        assertRefused(status, path, client.post(path, body), says);
    }

    /// Refused with this status, in the shape of its path, for this reason; and the service scores as before.
    private void assertRefused(int status, String path, Answer answer, String says) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        JsonNode json = answer.json();
        if (path.startsWith("/api")) {
            assertThat(answer.type()).isEqualTo("application/problem+json");
            assertThat(json.propertyNames())
                    .containsExactly("type", "title", "status", "detail", "instance");
            assertThat(json.get("status").asInt()).isEqualTo(status);
            assertThat(json.get("type").asString()).startsWith("https://scorebus.dev/problems/");
            assertThat(json.get("detail").asString()).contains(says);
        } else {
            assertThat(answer.type()).startsWith("application/json");
            assertThat(json.propertyNames()).containsExactly("error");
            assertThat(json.get("error").asString()).contains(says);
        }
        assertThat(client.post(SCORE, "{\"lang\": \"go\"}").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({INFER, PREDICT, SCORE})
    void aBodyThatIsNoJsonIsRefused(String path) {
        assertRefused(400, path, "no JSON", "not JSON");
        assertRefused(400, path, "{\"lang\": \"go\"", "");
        assertRefused(400, path, "", "empty");
        assertRefused(400, path, "7", "");
        assertRefused(400, path, "{} {}", "");
        assertRefused(400, path, "{\"lang\": NaN}", "not JSON");
    }

    @ParameterizedTest
    @CsvSource({INFER, PREDICT, SCORE})
    void invalidUtf8IsRefused(String path) {
        byte[] body =
                "{\"lang\": \"?\", \"inputs\": \"?\", \"instances\": \"?\"}"
                        .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < body.length; i++) {
            body[i] = body[i] == '?' ? (byte) 0xff : body[i];
        }
        assertRefused(400, path, client.post(path, body, "application/json"), "not JSON");
    }

    @ParameterizedTest
    @CsvSource({INFER, PREDICT, SCORE + "?unknown=ignore"})
    void jsonThatIsNestedTenThousandDeepIsRefused(String path) {
        String deep = "{\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
        assertRefused(400, path, deep, "nested");
    }

    @ParameterizedTest
    @CsvSource({INFER, PREDICT, SCORE})
    void aBodyOfFiftyMegabytesIsRefusedBeforeItIsRead(String path) {
        byte[] body = new byte[50 * 1024 * 1024];
        assertRefused(
                413, path, client.post(path, body, "application/json"), "at most 8388608 bytes");
    }

    @ParameterizedTest
    @CsvSource({INFER, PREDICT, SCORE})
    void aBodyWithoutEndIsCutOff(String path) throws IOException {
        assertThat(chunked(path)).startsWith("HTTP/1.1 413");
        assertThat(client.post(SCORE, "{\"lang\": \"go\"}").status()).isEqualTo(200);
    }

    /// Sends nine megabytes in chunks and announces no length.
    private String chunked(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(
                    "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                            .formatted(path)
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk =
                    ("100000\r\n" + " ".repeat(1024 * 1024) + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 9; i++) {
                out.write(chunk);
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/models/nobody/infer",
        "/v1/models/nobody:predict",
        "/v1/models/nobody:explain",
        "/api/models/nobody/score"
    })
    void anUnknownModelIsNotFound(String path) {
        assertRefused(
                404,
                path,
                path.startsWith("/v2") ? BadTensors.GOOD : "{\"instances\": [{}]}",
                "Model nobody not found");
    }

    @Test
    void anUnknownVersionIsNotFound() {
        assertRefused(
                404,
                INFER,
                client.post("/v2/models/merge-time/versions/7/infer", BadTensors.GOOD),
                "Model merge-time with version 7 not found");
        assertRefused(
                404,
                SCORE,
                client.post(SCORE + "?version=7", "{\"lang\": \"go\"}"),
                "Model merge-time with version 7 not found");
        assertRefused(
                404,
                INFER,
                client.get("/v2/models/merge-time/versions/7"),
                "Model merge-time with version 7 not found");
        assertRefused(
                404, INFER, client.get("/v2/models/merge-time/versions/7/ready"), "not found");
    }

    @Test
    void anUnknownPathAWrongMethodAndAWrongTypeAreRefused() {
        assertRefused(404, "/v2/nothing", client.get("/v2/nothing"), "/v2/nothing");
        assertRefused(404, "/v1/nothing", client.get("/v1/nothing"), "/v1/nothing");
        assertRefused(404, "/api/nothing", client.get("/api/nothing"), "/api/nothing");
        assertRefused(405, INFER, client.get(INFER), "GET");
        assertRefused(405, SCORE, client.send("PUT", SCORE, "application/json", "{}"), "PUT");
        for (String type :
                new String[] {
                    "text/plain",
                    "application/xml",
                    "application/x-www-form-urlencoded",
                    "application/json;charset=utf-16"
                }) {
            assertRefused(415, INFER, client.send("POST", INFER, type, BadTensors.GOOD), type);
            assertRefused(415, SCORE, client.send("POST", SCORE, type, "{\"lang\": \"go\"}"), type);
        }
    }

    @Test
    void rowsThatBreakTheContractAreNamed() {
        assertRefused(400, SCORE, "{\"team_size\": 1}", "feature 'lang' is required and absent");
        assertRefused(400, SCORE, "{\"lang\": null}", "feature 'lang' is required and null");
        assertRefused(400, SCORE, "{\"lang\": 7}", "feature 'lang' is a number, not a string");
        assertRefused(
                400,
                SCORE,
                "{\"lang\": \"go\", \"team_size\": \"4\"}",
                "feature 'team_size' is a string, not a number");
        assertRefused(
                400,
                SCORE,
                "{\"lang\": \"go\", \"member\": \"yes\"}",
                "feature 'member' is a string");
        assertRefused(
                400,
                SCORE,
                "{\"lang\": \"go\", \"tier\": \"gold\"}",
                "feature 'tier' has a word that training never saw");
        assertRefused(400, SCORE, "{\"lang\": \"go\", \"lang\": \"go\"}", "given twice");
        assertRefused(400, SCORE, "{\"lang\": \"go\", \"team_size\": 1e400}", "beyond the numbers");
        assertRefused(
                400, SCORE, "{\"lang\": \"go\", \"team_size\": 1" + "0".repeat(200) + "}", "");
        assertRefused(400, SCORE, "[{\"lang\": \"go\"}, {\"lang\": 7}]", "Row 1: feature 'lang'");
        assertRefused(
                400,
                PREDICT,
                "{\"instances\": [{\"lang\": \"go\"}, {\"lang\": 7}]}",
                "Row 1: feature 'lang'");
    }

    @Test
    void aFeatureThatTheModelDoesNotHaveIsRefusedWithTheOneThatIsLikeIt() {
        assertRefused(
                400,
                SCORE,
                "{\"lang\": \"go\", \"team_siez\": 4}",
                "'team_siez' is not a feature of this model; did you mean 'team_size'?; it reads team_size, member, lang, tier");
        assertRefused(
                400,
                SCORE,
                "[{\"lang\": \"go\"}, {\"lang\": \"go\", \"colour\": [1]}]",
                "Row 1: 'colour' is not a feature of this model; it reads team_size");
        assertRefused(
                400,
                PREDICT,
                "{\"instances\": [{\"lang\": \"go\", \"team_siez\": 4}]}",
                "did you mean 'team_size'");
        assertRefused(
                400,
                SCORE + "?unknown=perhaps",
                "{\"lang\": \"go\"}",
                "unknown is ignore or refuse, got 'perhaps'");
        assertRefused(
                400,
                SCORE + "?explian=all",
                "{\"lang\": \"go\"}",
                "'explian' is not a parameter here; did you mean 'explain'?; allowed: customer, explain, version, unknown");
        assertRefused(
                400, INFER + "?customer=x", BadTensors.GOOD, "'customer' is not a parameter here");
    }

    @Test
    void batchesOfTheWrongSizeOrShapeAreRefused() {
        assertRefused(400, SCORE, "[]", "no rows");
        assertRefused(400, SCORE, "[7]", "Row 0 is not an object");
        assertRefused(
                400,
                SCORE,
                "[" + "{\"lang\":\"go\"},".repeat(100) + "{\"lang\":\"go\"}]",
                "more than 100 rows");
        assertRefused(
                400,
                SCORE + "?explain=much",
                "{\"lang\": \"go\"}",
                "explain is all, none or top-N");
        assertRefused(400, PREDICT, "{\"instances\": []}", "no rows");
        assertRefused(400, PREDICT, "{\"rows\": []}", "'instances' is absent");
        assertRefused(400, PREDICT, "{\"instances\": {}}", "'instances' is not one array");
        assertRefused(
                400, PREDICT, "{\"instances\": [[1, true]]}", "another length than the 4 features");
    }

    @ParameterizedTest
    @MethodSource("dev.scorebus.score.request.BadTensors#contradictions")
    void tensorsThatContradictThemselvesAreRefused(String says, String body) {
        assertRefused(400, INFER, body, says);
    }

    @ParameterizedTest
    @MethodSource("dev.scorebus.score.request.BadTensors#misfits")
    void tensorsThatDoNotFitTheModelAreRefused(String says, String body) {
        assertRefused(400, INFER, body, says);
    }

    @Test
    void anIndexThatIsAskedForWronglyIsRefused() {
        assertRefused(400, INFER, client.post("/v2/repository/index", "[]"), "The body is {");
    }

    @Test
    void anActionFileWithMistakesIsRefusedWithAllOfThem() {
        Answer answer = client.send("PUT", "/api/actions/x", "application/yaml", "kind: Nothing\n");

        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.json().get("problems").size()).isPositive();
        assertRefused(
                404, "/api/actions/x", client.get("/api/actions/x"), "There is no action 'x'");
        assertRefused(
                404,
                "/api/actions/x",
                client.send("DELETE", "/api/actions/x", "text/plain", ""),
                "There is no action 'x'");
    }

    @Test
    void aRequestThatIsNoHttpIsRefusedWithoutHarm() throws IOException {
        for (String line :
                new String[] {
                    "GET /v2/models/a|b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                    "NONSENSE\r\n\r\n",
                    "GET /v2 HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + "y".repeat(100_000) + "\r\n\r\n"
                }) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
                byte[] status = socket.getInputStream().readNBytes(12);
                assertThat(new String(status, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 4");
            }
        }
        assertThat(client.post(SCORE, "{\"lang\": \"go\"}").status()).isEqualTo(200);
    }
}
