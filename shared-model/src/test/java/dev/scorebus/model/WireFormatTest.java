package dev.scorebus.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.message.WireJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// What lies in topics outlives the code that wrote it: these texts may grow, and must not change.
class WireFormatTest {
    private static final JsonMapper JSON = WireJson.mapper();
    private static final String SHA = "3f".repeat(32);

    private static final ModelVersion VERSION =
            new ModelVersion(
                    "merge-time",
                    SHA,
                    "netty/netty",
                    "trees",
                    "xgboost-ubj",
                    4711,
                    new FeatureContract(
                            List.of(
                                    Feature.number("team_size"),
                                    new Feature(
                                            "lang",
                                            FeatureType.CATEGORY,
                                            true,
                                            List.of("Java", "Go"),
                                            Feature.Unseen.REJECT))),
                    new Target(
                            Target.Type.MULTI_CLASS, "merge time", List.of("HOUR", "DAY", "REST")),
                    Map.of("auc.ovr", 0.719),
                    Map.of("depth", "6"),
                    new ModelVersion.Lineage(
                            "run-1",
                            "pull-requests",
                            "ab".repeat(32),
                            "0.1.0",
                            42,
                            Instant.parse("2026-01-01T00:00:00Z")));

    private static final String VERSION_JSON =
            """
            {"name":"merge-time","version":"%s","customer":"netty/netty","program":"trees","format":"xgboost-ubj","sizeBytes":4711,\
            "contract":{"features":[{"name":"team_size","type":"number","required":false,"categories":[],"unseen":"missing"},\
            {"name":"lang","type":"category","required":true,"categories":["Java","Go"],"unseen":"reject"}]},\
            "target":{"type":"multi-class","name":"merge time","classes":["HOUR","DAY","REST"]},"metrics":{"auc.ovr":0.719},\
            "parameters":{"depth":"6"},"lineage":{"runId":"run-1","dataSet":"pull-requests","dataVersion":"%s",\
            "codeVersion":"0.1.0","seed":42,"trainedAt":"2026-01-01T00:00:00Z"}}"""
                    .formatted(SHA, "ab".repeat(32));

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(ModelVersion.class, VERSION, VERSION_JSON),
                Arguments.of(
                        RegistryRecord.class,
                        new RegistryRecord.Registered(VERSION),
                        "{\"kind\":\"version\",\"version\":" + VERSION_JSON + "}"),
                Arguments.of(
                        RegistryRecord.class,
                        new RegistryRecord.AliasMoved("merge-time", null, "champion", SHA, 3),
                        "{\"kind\":\"alias\",\"name\":\"merge-time\",\"customer\":null,\"alias\":\"champion\",\"version\":\"%s\",\"revision\":3}"
                                .formatted(SHA)),
                Arguments.of(
                        Score.class,
                        new Score(
                                "HOUR",
                                ordered("HOUR", 0.61, "DAY", 0.39),
                                new Score.Explanation(
                                        "HOUR",
                                        0.41,
                                        ordered("team_size", 0.22, "lang", -0.1),
                                        0.01),
                                new Score.ModelRef("merge-time", SHA)),
                        "{\"value\":\"HOUR\",\"probabilities\":{\"HOUR\":0.61,\"DAY\":0.39},\"explanation\":{\"of\":\"HOUR\",\"base\":0.41,\"contributions\":{\"team_size\":0.22,\"lang\":-0.1},\"other\":0.01},\"model\":{\"name\":\"merge-time\",\"version\":\"%s\"}}"
                                .formatted(SHA)),
                Arguments.of(
                        Score.class,
                        new Score(12.5, null, null, new Score.ModelRef("price", SHA)),
                        "{\"value\":12.5,\"model\":{\"name\":\"price\",\"version\":\"%s\"}}"
                                .formatted(SHA)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void theWireFormatIsPinned(Class<?> type, Object value, String json) {
        assertThat(JSON.writerFor(type).writeValueAsString(value)).isEqualTo(json);
        assertThat((Object) JSON.readValue(json, type)).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("values")
    void aFieldThatANewerPeerAddsIsIgnored(Class<?> type, Object value, String json) {
        String newer = json.replaceFirst("\\{", "{\"newer\":[{\"a\":1}],");

        assertThat((Object) JSON.readValue(newer, type)).isEqualTo(value);
    }

    @Test
    void aRecordOfTheRegistryNamesItsKey() {
        assertThat(new RegistryRecord.Registered(VERSION).key())
                .isEqualTo("version/merge-time/netty/netty/" + SHA);
        assertThat(new RegistryRecord.AliasMoved("m", null, "champion", SHA, 1).key())
                .isEqualTo("alias/m//champion");
    }

    private static Map<String, Double> ordered(
            String first, double one, String second, double other) {
        Map<String, Double> map = new LinkedHashMap<>();
        map.put(first, one);
        map.put(second, other);
        return map;
    }
}
