package dev.scorebus.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scorebus.message.WireJson;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdFilterTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 500, 20_000})
    void noIdThatWasPutInSeemsAbsent(int size) {
        List<String> ids = ids("in", size);
        IdFilter filter = IdFilter.of(ids);

        assertThat(ids).allMatch(filter::mayContain);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 500, 5_000, 50_000})
    void aboutOneInAHundredIdsThatWereNotPutInSeemsPresent(int size) {
        IdFilter filter = IdFilter.of(ids("in", size));

        long wrong = ids("out", 100_000).stream().filter(filter::mayContain).count();

        assertThat(wrong / 100_000.0).isBetween(0.003, 0.02);
    }

    @Test
    void randomIdsFareAsWellAsNumberedOnes() {
        IdFilter filter =
                IdFilter.of(IntStream.range(0, 5_000).mapToObj(IdFilterTest::uuid).toList());

        long wrong =
                IntStream.range(5_000, 105_000)
                        .mapToObj(IdFilterTest::uuid)
                        .filter(filter::mayContain)
                        .count();

        assertThat(wrong / 100_000.0).isBetween(0.003, 0.02);
    }

    /// SQL probes the same bits: bit n is bit (n & 7), from the lowest, of byte (n >> 3), which is how PostgreSQL's
    /// `get_bit(bytea, n)` counts them.
    @Test
    void theBitsArePinnedForThoseWhoProbeThemInSql() {
        IdFilter filter = IdFilter.of(List.of("a", "b", "7f3c", "é"));

        assertThat(filter.bytes()).hasSize(8);
        assertThat(HexFormat.of().formatHex(filter.bytes())).isEqualTo("09080ba9492fd909");
    }

    @ParameterizedTest
    @CsvSource({
        "a, 82a2a958a9bece5b",
        "7f3c, f3504fb3c2e8bcb7",
        "é, 9d55ccb9ba86763b",
        "'', efd01f60ba992926"
    })
    void theHashIsPinned(String id, String hash) {
        assertThat(HexFormat.of().toHexDigits(IdFilter.hash(id))).isEqualTo(hash);
    }

    @Test
    void theProbesAreThoseOfTheDocumentation() {
        byte[] bits = new byte[8];
        long hash = IdFilter.hash("a");
        for (int probe = 0; probe < IdFilter.PROBES; probe++) {
            long bit = ((hash & 0xffffffffL) + probe * (hash >>> 32)) % 64;
            bits[(int) bit / 8] |= (byte) (1 << (bit % 8));
        }

        assertThat(IdFilter.of(List.of("a")).bytes()).isEqualTo(bits);
    }

    @Test
    void aFilterOnTheWireIsBase64() {
        IdFilter filter = IdFilter.of(ids("in", 100));
        String json = WireJson.mapper().writeValueAsString(filter);

        IdFilter read = WireJson.mapper().readValue(json, IdFilter.class);

        assertThat(json).startsWith("\"").endsWith("\"");
        assertThat(read.bytes()).isEqualTo(filter.bytes());
        assertThat(IdFilter.ofBytes(filter.bytes()).mayContain("in-1")).isTrue();
        assertThatThrownBy(() -> IdFilter.ofBytes(new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> ids(String prefix, int size) {
        return IntStream.range(0, size).mapToObj(i -> prefix + "-" + i).toList();
    }

    private static String uuid(int i) {
        return new UUID(IdFilter.hash("hi" + i), IdFilter.hash("lo" + i)).toString();
    }
}
