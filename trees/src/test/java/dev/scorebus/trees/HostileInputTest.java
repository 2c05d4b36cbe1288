package dev.scorebus.trees;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Damaged models: each is refused with an [InvalidModelException], or read as a model that works.
class HostileInputTest {
    private static final int FEATURES = 4;
    private static final int DAMAGES = 5_000;

    @ParameterizedTest
    @ValueSource(strings = {"ubj", "json"})
    void flippedBits(String format) throws Exception {
        damage(
                format,
                (bytes, random) -> {
                    for (int flip = random.nextInt(4); flip >= 0; flip--) {
                        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    }
                    return bytes;
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ubj", "json"})
    void bytesInPlaceOfOthers(String format) throws Exception {
        byte[] telling =
                "{}[]$#SCHZTFNiUIlLdD\",:-0123456789eE.\\u\0\u007f"
                        .getBytes(StandardCharsets.UTF_8);
        damage(
                format,
                (bytes, random) -> {
                    for (int change = random.nextInt(6); change >= 0; change--) {
                        byte other = telling[random.nextInt(telling.length)];
                        bytes[random.nextInt(bytes.length)] = other;
                    }
                    return bytes;
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ubj", "json"})
    void truncations(String format) throws Exception {
        damage(format, (bytes, random) -> Arrays.copyOf(bytes, random.nextInt(bytes.length)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ubj", "json"})
    void partsMovedElsewhere(String format) throws Exception {
        damage(
                format,
                (bytes, random) -> {
                    int length = 1 + random.nextInt(bytes.length / 3);
                    int from = random.nextInt(bytes.length - length);
                    int to = random.nextInt(bytes.length - length);
                    byte[] damaged = bytes.clone();
                    System.arraycopy(bytes, from, damaged, to, length);
                    return damaged;
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ubj", "json"})
    void hugeNumbersAndLengths(String format) throws Exception {
        long[] huge = {Long.MAX_VALUE, Long.MIN_VALUE, -1, 1L << 31, (1L << 31) - 1, 1L << 62, 255};
        damage(
                format,
                (bytes, random) -> {
                    long number = huge[random.nextInt(huge.length)];
                    byte[] written =
                            format.equals("ubj")
                                    ? ByteBuffer.allocate(9).put((byte) 'L').putLong(number).array()
                                    : Long.toString(number).getBytes(StandardCharsets.UTF_8);
                    int at = placeOfNumber(bytes, format, random);
                    System.arraycopy(
                            written, 0, bytes, at, Math.min(written.length, bytes.length - at));
                    return bytes;
                });
    }

    private static int placeOfNumber(byte[] bytes, String format, Random random) {
        for (int at = random.nextInt(bytes.length); at < bytes.length; at++) {
            if (format.equals("ubj") ? bytes[at] == 'L' : Character.isDigit(bytes[at])) {
                return at;
            }
        }
        return random.nextInt(bytes.length);
    }

    private static void damage(String format, BiFunction<byte[], Random, byte[]> how)
            throws Exception {
        byte[] sound = model(format);
        int refused = 0;
        for (int seed = 0; seed < DAMAGES; seed++) {
            byte[] damaged = how.apply(sound.clone(), new Random(seed));
            try {
                use(TreeEnsemble.read(damaged));
            } catch (InvalidModelException e) {
                assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(500);
                refused++;
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("damage %d of %s".formatted(seed, format), e);
            }
        }
        assertThat(refused).as("damages that were noticed").isGreaterThan(DAMAGES / 10);
    }

    private static void use(TreeEnsemble model) {
        if (model.features() > 1000) {
            return;
        }
        int count = 2;
        float[] rows = new float[count * model.features()];
        Arrays.fill(rows, 0, model.features(), Float.NaN);
        float[] out = new float[count * model.groups() * (model.features() + 1)];
        model.predictor().predictions(rows, count, out);
        model.explainer().contributions(rows, count, out);
    }

    private static byte[] model(String format) throws Exception {
        Random random = new Random(3);
        float[] rows = new float[400 * FEATURES];
        float[] labels = new float[400];
        for (int row = 0; row < labels.length; row++) {
            for (int feature = 0; feature < FEATURES; feature++) {
                rows[row * FEATURES + feature] = random.nextInt(12);
            }
            labels[row] = ((int) rows[row * FEATURES] ^ (int) rows[row * FEATURES + 1]) % 3;
        }
        Oracle.Table table =
                new Oracle.Table(rows, labels, new String[] {"c", "float", "c", "float"});
        return Oracle.train(
                        table,
                        1,
                        Map.of(
                                "objective",
                                "multi:softprob",
                                "num_class",
                                3,
                                "max_depth",
                                3,
                                "tree_method",
                                "hist"))
                .toByteArray(format);
    }
}
