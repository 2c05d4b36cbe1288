package dev.scorebus.benchmarks.stream;

import dev.scorebus.benchmarks.model.BenchModel;
import dev.scorebus.benchmarks.model.PullRequestRows;
import dev.scorebus.message.WireJson;
import dev.scorebus.trees.Explainer;
import dev.scorebus.trees.Predictor;
import dev.scorebus.trees.TreeEnsemble;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.util.ByteArrayBuilder;

/// The least that one can write by hand with the same guarantee: poll, parse, predict, explain, produce, commit the offsets in the
/// same transaction. It has no identity of messages, no tracking, no dead letters, no filter, no customers, no model swap, and stops
/// at the first bad record.
final class BareLoop {
    private static final int POLL = 500;
    private static final int BLOCK = 64;
    private static final int FEATURES = PullRequestRows.FEATURES.size();
    private static final int GROUPS = BenchModel.CLASSES.size();

    private final Map<String, Integer> columns = new HashMap<>();
    private final Predictor predictor;
    private final @Nullable Explainer explainer;
    private final float[] rows = new float[BLOCK * FEATURES];
    private final float[] predictions = new float[BLOCK * GROUPS];
    private final float[] contributions = new float[BLOCK * (FEATURES + 1)];
    private final int[] chosen = new int[BLOCK];
    private final ByteArrayBuilder buffer = new ByteArrayBuilder(4096);

    BareLoop(TreeEnsemble ensemble, boolean explained) {
        predictor = ensemble.predictor();
        explainer = explained ? ensemble.explainer() : null;
        for (int i = 0; i < FEATURES; i++) {
            columns.put(PullRequestRows.FEATURES.get(i), i);
        }
    }

    /// Scores `count` records of `input` into `output`.
    void run(String servers, String input, String output, int count) {
        String group = "bare-" + output;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(servers, group);
                KafkaProducer<byte[], byte[]> producer =
                        StreamTopics.transactional(servers, group)) {
            producer.initTransactions();
            consumer.subscribe(List.of(input));
            int done = 0;
            while (done < count) {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofMillis(100));
                if (!polled.isEmpty()) {
                    producer.beginTransaction();
                    score(polled, output, producer);
                    Map<TopicPartition, OffsetAndMetadata> next = polled.nextOffsets();
                    producer.sendOffsetsToTransaction(next, consumer.groupMetadata());
                    producer.commitTransaction();
                    done += polled.count();
                }
            }
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String servers, String group) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "group.id",
                        group,
                        "group.protocol",
                        "consumer",
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        false,
                        "auto.offset.reset",
                        "earliest",
                        "max.poll.records",
                        POLL),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private void score(
            ConsumerRecords<byte[], byte[]> polled,
            String output,
            KafkaProducer<byte[], byte[]> producer) {
        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type cannot be made
        ConsumerRecord<byte[], byte[]>[] block = new ConsumerRecord[BLOCK];
        int size = 0;
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            parse(record.value(), size * FEATURES);
            block[size++] = record;
            if (size == BLOCK) {
                block(block, size, output, producer);
                size = 0;
            }
        }
        block(block, size, output, producer);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the commit throws what a send met
    private void block(
            ConsumerRecord<byte[], byte[]>[] block,
            int size,
            String output,
            KafkaProducer<byte[], byte[]> producer) {
        predictor.predictions(rows, size, predictions);
        for (int row = 0; row < size; row++) {
            int best = 0;
            for (int group = 1; group < GROUPS; group++) {
                if (predictions[row * GROUPS + group] > predictions[row * GROUPS + best]) {
                    best = group;
                }
            }
            chosen[row] = best;
        }
        if (explainer != null) {
            explainer.contributions(rows, size, chosen, contributions);
        }
        for (int row = 0; row < size; row++) {
            producer.send(new ProducerRecord<>(output, block[row].key(), write(row)));
        }
    }

    private void parse(byte[] json, int at) {
        Arrays.fill(rows, at, at + FEATURES, Float.NaN);
        try (JsonParser parser = WireJson.mapper().createParser(json)) {
            parser.nextToken();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken token = parser.nextToken();
                Integer column = columns.get(name);
                if (column != null && token.isNumeric()) {
                    rows[at + column] = (float) parser.getDoubleValue();
                }
            }
        }
    }

    private byte[] write(int row) {
        buffer.reset();
        try (JsonGenerator json = WireJson.mapper().createGenerator(buffer)) {
            json.writeStartObject();
            json.writeStringProperty("value", BenchModel.CLASSES.get(chosen[row]));
            json.writeObjectPropertyStart("probabilities");
            for (int group = 0; group < GROUPS; group++) {
                json.writeNumberProperty(
                        BenchModel.CLASSES.get(group), predictions[row * GROUPS + group]);
            }
            json.writeEndObject();
            if (explainer != null) {
                json.writeObjectPropertyStart("explanation");
                for (int i = 0; i < FEATURES; i++) {
                    json.writeNumberProperty(
                            PullRequestRows.FEATURES.get(i),
                            contributions[row * (FEATURES + 1) + i]);
                }
                json.writeNumberProperty("base", contributions[row * (FEATURES + 1) + FEATURES]);
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        return buffer.toByteArray();
    }
}
