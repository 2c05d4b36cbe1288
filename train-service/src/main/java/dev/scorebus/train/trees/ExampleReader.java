package dev.scorebus.train.trees;

import dev.scorebus.train.data.Cell;
import dev.scorebus.train.data.Row;
import dev.scorebus.train.data.RowVisitor;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.training.DataSetVersion.BadRow;
import dev.scorebus.training.DataSetVersion.ColumnType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Turns rows into examples, keeping only what the plan asks for.
final class ExampleReader implements RowVisitor {
    private static final int MAX_WORDS = 50_000;
    private static final int ASK_EVERY = 4096;

    private final TreesPlan plan;
    private final BooleanSupplier stopped;
    private final Examples examples;
    private final float[] features;
    private final List<Map<String, Integer>> words = new ArrayList<>();
    private final Map<String, Integer> classes = new HashMap<>();
    private final Map<String, Skipped> skipped = new LinkedHashMap<>();
    private int otherCustomers;
    private int filtered;
    private int seen;

    ExampleReader(TreesPlan plan, BooleanSupplier stopped) {
        this.plan = plan;
        this.stopped = stopped;
        this.features = new float[plan.features().size()];
        this.examples = new Examples(features.length);
        plan.features().forEach(_ -> words.add(new LinkedHashMap<>()));
        for (String name : plan.target().classes()) {
            classes.put(name, classes.size());
        }
    }

    @Override
    public void row(Row row) {
        if (seen++ % ASK_EVERY == 0 && stopped.getAsBoolean()) {
            throw new StoppedException();
        }
        if (!isCustomers(row)) {
            otherCustomers++;
        } else if (plan.rows() != null && !Boolean.TRUE.equals(plan.rows().value(row))) {
            filtered++;
        } else {
            take(row);
        }
    }

    @Override
    public void bad(BadRow bad) {
        // bad rows were counted when the data set was registered, and are no rows of it
    }

    Examples examples() {
        return examples;
    }

    int otherCustomers() {
        return otherCustomers;
    }

    int filtered() {
        return filtered;
    }

    int skipped() {
        return skipped.values().stream().mapToInt(Skipped::count).sum();
    }

    /// Why rows were skipped, in words.
    List<String> notes() {
        return skipped.entrySet().stream()
                .map(
                        entry ->
                                "skipped %d rows: %s (first in line %d)"
                                        .formatted(
                                                entry.getValue().count,
                                                entry.getKey(),
                                                entry.getValue().firstLine))
                .toList();
    }

    /// The words of a category by their provisional codes, in the order of first sight.
    List<String> words(int feature) {
        return List.copyOf(words.get(feature).keySet());
    }

    private void take(Row row) {
        Float label = label(row);
        Double time = plan.time() == null ? Double.valueOf(0) : time(row, plan.time());
        if (label == null) {
            skip(row, "the label is missing");
        } else if (time == null) {
            skip(row, "the time is missing");
        } else if (readFeatures(row)) {
            Double known = plan.knownAt() == null ? time : time(row, plan.knownAt());
            examples.add(features, label, time, known == null ? Double.POSITIVE_INFINITY : known);
        }
    }

    private boolean isCustomers(Row row) {
        TreesPlan.CustomerSource customer = plan.customer();
        return customer == null || customer.customer().equals(row.field(customer.position()));
    }

    private boolean readFeatures(Row row) {
        for (int i = 0; i < features.length; i++) {
            TreesPlan.FeatureSource source = plan.features().get(i);
            features[i] = feature(i, source, row.field(source.position()));
            if (source.choice().required() && Float.isNaN(features[i])) {
                skip(row, "the required feature '%s' is missing".formatted(source.choice().name()));
                return false;
            }
        }
        return true;
    }

    private float feature(int index, TreesPlan.FeatureSource source, @Nullable String text) {
        boolean word = source.column().type() == ColumnType.TEXT;
        if (text == null || (!word && Cell.isMissingWord(text))) {
            return Float.NaN;
        }
        return switch (source.choice().type()) {
            case NUMBER -> finite(Cell.number(text));
            case BOOLEAN -> {
                Boolean value = Cell.bool(text);
                yield value == null ? finite(Cell.number(text)) : value ? 1 : 0;
            }
            case CATEGORY -> code(index, text);
        };
    }

    private float code(int feature, String word) {
        Map<String, Integer> known = words.get(feature);
        if (known.size() == MAX_WORDS && !known.containsKey(word)) {
            throw ProblemException.invalid(
                    "Feature '%s' has more than %d different words; it is no category"
                            .formatted(plan.features().get(feature).choice().name(), MAX_WORDS));
        }
        return known.computeIfAbsent(word, _ -> known.size());
    }

    private static float finite(@Nullable Double number) {
        return number == null
                ? Float.NaN
                : (float) Math.clamp(number, -Float.MAX_VALUE, (double) Float.MAX_VALUE);
    }

    private @Nullable Float label(Row row) {
        Object value =
                switch (plan.label()) {
                    case TreesPlan.LabelSource.InColumn(int position) -> row.field(position);
                    case TreesPlan.LabelSource.ByFormula(RowFormula formula) -> formula.value(row);
                };
        if (value == null) {
            return null;
        }
        return switch (plan.target().type()) {
            case BINARY, MULTI_CLASS -> classNumber(row, value);
            case REGRESSION -> number(row, value);
        };
    }

    private float classNumber(Row row, Object value) {
        Integer number = classes.get(value.toString());
        if (number == null) {
            throw ProblemException.invalid(
                    "The row in line %d is of class '%s', which is none of target.classes %s"
                            .formatted(row.line(), value, plan.target().classes()));
        }
        return number;
    }

    private static @Nullable Float number(Row row, Object value) {
        Double number =
                value instanceof Number known
                        ? Double.valueOf(known.doubleValue())
                        : Cell.number(value.toString());
        if (number == null && !Cell.isMissingWord(value.toString())) {
            throw ProblemException.invalid(
                    "The target of the row in line %d is '%s', which is no number"
                            .formatted(row.line(), value));
        }
        return number == null || !Double.isFinite(number) ? null : number.floatValue();
    }

    private static @Nullable Double time(Row row, int position) {
        String text = row.field(position);
        if (text == null) {
            return null;
        }
        Double number = Cell.number(text);
        if (number != null) {
            return number;
        }
        Instant time = Cell.time(text);
        return time == null ? null : time.getEpochSecond() + time.getNano() / 1e9;
    }

    private void skip(Row row, String why) {
        skipped.merge(
                why,
                new Skipped(1, row.line()),
                (was, _) -> new Skipped(was.count + 1, was.firstLine));
    }

    private record Skipped(int count, long firstLine) {}

    /// Ends reading when the run was stopped.
    static final class StoppedException extends RuntimeException {}
}
