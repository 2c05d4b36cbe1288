package dev.scorebus.train.trees;

import dev.scorebus.action.NearestName;
import dev.scorebus.model.Target;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// How trees are grown. The names are those of a request; XGBoost's own stand behind them.
///
/// @param rounds trees per class at most (`num_boost_round`)
/// @param depth how deep a tree grows at most (`max_depth`)
/// @param learningRate how much each tree counts (`eta`)
/// @param minChildWeight how much a leaf must hold (`min_child_weight`)
/// @param subsample the share of rows that each tree sees (`subsample`)
/// @param columnSample the share of features that each tree sees (`colsample_bytree`)
/// @param lambda how much large leaf values cost, squared (`lambda`)
/// @param alpha how much they cost, absolute (`alpha`)
/// @param gamma what a split must gain (`gamma`)
/// @param bins into how many bins numbers are put (`max_bin`)
/// @param earlyStoppingRounds after how many rounds without gain on the validation slice growing ends; 0 grows all rounds
/// @param validationFraction how much of the training rows, the newest, is that slice
/// @param threads how many threads grow one tree; part of the inputs, because it decides the order of sums (`nthread`)
record TreesParameters(
        int rounds,
        int depth,
        double learningRate,
        double minChildWeight,
        double subsample,
        double columnSample,
        double lambda,
        double alpha,
        double gamma,
        int bins,
        int earlyStoppingRounds,
        double validationFraction,
        int threads) {
    private static final List<Range> RANGES =
            List.of(
                    Range.whole("rounds", 100, 1, 5000),
                    Range.whole("depth", 6, 1, 12),
                    new Range("learningRate", 0.1, 1e-4, 1, false),
                    new Range("minChildWeight", 1, 0, 1e9, false),
                    new Range("subsample", 1, 0.01, 1, false),
                    new Range("columnSample", 1, 0.01, 1, false),
                    new Range("lambda", 1, 0, 1e9, false),
                    new Range("alpha", 0, 0, 1e9, false),
                    new Range("gamma", 0, 0, 1e9, false),
                    Range.whole("bins", 256, 2, 4096),
                    Range.whole("earlyStoppingRounds", 0, 0, 1000),
                    new Range("validationFraction", 0.2, 0.01, 0.5, false),
                    Range.whole("threads", 1, 1, 16));

    /// Reads what was asked; all faults are added to the list, and defaults stand in for what is wrong.
    static TreesParameters of(Map<String, BigDecimal> asked, List<String> faults) {
        Map<String, Double> values = new HashMap<>();
        for (Range range : RANGES) {
            values.put(range.name, range.read(asked.get(range.name), faults));
        }
        for (String name : asked.keySet()) {
            if (!values.containsKey(name)) {
                List<String> known = RANGES.stream().map(Range::name).toList();
                faults.add(
                        "parameters.%s is not known to trees%s; known: %s"
                                .formatted(
                                        name,
                                        NearestName.hint(name, known),
                                        String.join(", ", known)));
            }
        }
        return of(values);
    }

    private static TreesParameters of(Map<String, Double> values) {
        return new TreesParameters(
                values.getOrDefault("rounds", 0d).intValue(),
                values.getOrDefault("depth", 0d).intValue(),
                values.getOrDefault("learningRate", 0d),
                values.getOrDefault("minChildWeight", 0d),
                values.getOrDefault("subsample", 0d),
                values.getOrDefault("columnSample", 0d),
                values.getOrDefault("lambda", 0d),
                values.getOrDefault("alpha", 0d),
                values.getOrDefault("gamma", 0d),
                values.getOrDefault("bins", 0d).intValue(),
                values.getOrDefault("earlyStoppingRounds", 0d).intValue(),
                values.getOrDefault("validationFraction", 0d),
                values.getOrDefault("threads", 0d).intValue());
    }

    /// As XGBoost wants them.
    Map<String, Object> forXgboost(Target target, long seed) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("tree_method", "hist");
        parameters.put("max_depth", depth);
        parameters.put("eta", learningRate);
        parameters.put("min_child_weight", minChildWeight);
        parameters.put("subsample", subsample);
        parameters.put("colsample_bytree", columnSample);
        parameters.put("lambda", lambda);
        parameters.put("alpha", alpha);
        parameters.put("gamma", gamma);
        parameters.put("max_bin", bins);
        parameters.put("nthread", threads);
        parameters.put("seed", seed);
        parameters.put("verbosity", 0);
        parameters.put("eval_metric", metric(target));
        switch (target.type()) {
            case BINARY -> parameters.put("objective", "binary:logistic");
            case MULTI_CLASS -> {
                parameters.put("objective", "multi:softprob");
                parameters.put("num_class", target.classes().size());
            }
            case REGRESSION -> parameters.put("objective", "reg:squarederror");
        }
        return parameters;
    }

    /// What is watched on the validation slice; smaller is better.
    static String metric(Target target) {
        return switch (target.type()) {
            case BINARY -> "logloss";
            case MULTI_CLASS -> "mlogloss";
            case REGRESSION -> "rmse";
        };
    }

    /// All of them by name, as they are kept with the model.
    Map<String, String> toMap() {
        Map<String, String> map = new TreeMap<>();
        map.put("rounds", Integer.toString(rounds));
        map.put("depth", Integer.toString(depth));
        map.put("learningRate", text(learningRate));
        map.put("minChildWeight", text(minChildWeight));
        map.put("subsample", text(subsample));
        map.put("columnSample", text(columnSample));
        map.put("lambda", text(lambda));
        map.put("alpha", text(alpha));
        map.put("gamma", text(gamma));
        map.put("bins", Integer.toString(bins));
        map.put("earlyStoppingRounds", Integer.toString(earlyStoppingRounds));
        map.put("validationFraction", text(validationFraction));
        map.put("threads", Integer.toString(threads));
        return map;
    }

    private static String text(double number) {
        return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    private record Range(String name, double otherwise, double min, double max, boolean whole) {
        static Range whole(String name, int otherwise, int min, int max) {
            return new Range(name, otherwise, min, max, true);
        }

        double read(@org.jspecify.annotations.Nullable BigDecimal asked, List<String> faults) {
            if (asked == null) {
                return otherwise;
            }
            double value = asked.doubleValue();
            boolean fits = value >= min && value <= max && (!whole || value == Math.rint(value));
            if (fits) {
                return value;
            }
            faults.add(
                    String.format(
                            Locale.ROOT,
                            "parameters.%s is %s from %s to %s, got %s",
                            name,
                            whole ? "a whole number" : "a number",
                            text(min),
                            text(max),
                            asked.toPlainString()));
            return otherwise;
        }
    }
}
