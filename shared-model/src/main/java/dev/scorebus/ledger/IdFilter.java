package dev.scorebus.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;

/// A Bloom filter over CloudEvent ids: 10 bits and 7 probes per id, so that about 1 % of the ids it never saw seem to be
/// in it, and none it saw seems absent (Bloom 1970; double hashing after Kirsch and Mitzenmacher 2006).
///
/// The ledger keeps one per span instead of a row per message; a hit is confirmed by reading the span itself.
/// Hash: 64-bit FNV-1a over UTF-8, mixed by the finaliser of MurmurHash3; probe i is `(h1 + i * h2) mod bits`, with h1 the low
/// and h2 the high 32 bits, as unsigned numbers.
public final class IdFilter {
    /// How many bits are spent on an id.
    public static final int BITS_PER_ID = 10;

    /// How many bits are set for an id.
    public static final int PROBES = 7;

    private final byte[] bits;

    private IdFilter(byte[] bits) {
        this.bits = bits;
    }

    /// The filter of these ids; at least one.
    public static IdFilter of(Collection<String> ids) {
        byte[] bits = new byte[Math.max(8, (ids.size() * BITS_PER_ID + 7) / 8)];
        for (String id : ids) {
            long hash = hash(id);
            for (int probe = 0; probe < PROBES; probe++) {
                long bit = bit(hash, probe, bits.length);
                bits[(int) (bit >> 3)] |= (byte) (1 << (bit & 7));
            }
        }
        return new IdFilter(bits);
    }

    /// The filter these bytes hold; bit n is bit `n & 7` (from the lowest) of byte `n >> 3`.
    public static IdFilter ofBytes(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("An id filter has at least one byte");
        }
        return new IdFilter(bytes.clone());
    }

    @JsonCreator
    static IdFilter ofBase64(String base64) {
        return ofBytes(Base64.getDecoder().decode(base64));
    }

    @JsonValue
    String base64() {
        return Base64.getEncoder().encodeToString(bits);
    }

    /// The bits, for a column of type `bytea`.
    public byte[] bytes() {
        return bits.clone();
    }

    /// Whether the id may have been put in; `false` is certain.
    public boolean mayContain(String id) {
        long hash = hash(id);
        for (int probe = 0; probe < PROBES; probe++) {
            long bit = bit(hash, probe, bits.length);
            if ((bits[(int) (bit >> 3)] & (1 << (bit & 7))) == 0) {
                return false;
            }
        }
        return true;
    }

    /// The hash that the probes are made of.
    public static long hash(String id) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    private static long bit(long hash, int probe, int bytes) {
        long low = hash & 0xffffffffL;
        long high = hash >>> 32;
        return (low + probe * high) % (bytes * 8L);
    }
}
