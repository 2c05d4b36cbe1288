package dev.scorebus.cli.batch;

import dev.scorebus.batch.Source.Bound;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads an end of a range: a time, or offsets by partition.
final class RangeEnd implements ITypeConverter<Bound> {
    @Override
    public Bound convert(String text) {
        if (text.matches("\\d{1,6}=\\d{1,18}(,\\d{1,6}=\\d{1,18})*")) {
            Map<Integer, Long> offsets = new TreeMap<>();
            for (String pair : text.split(",", -1)) {
                int sign = pair.indexOf('=');
                offsets.put(
                        Integer.valueOf(pair.substring(0, sign)),
                        Long.valueOf(pair.substring(sign + 1)));
            }
            return new Bound(offsets, null);
        }
        try {
            return new Bound(null, Instant.parse(text));
        } catch (DateTimeException e) {
            throw new TypeConversionException(
                    "'%s' is neither a time, such as 2026-11-01T00:00:00Z, nor offsets by partition, such as 0=100,1=250"
                            .formatted(text));
        }
    }
}
