package dev.scorebus.train.trees;

import dev.scorebus.model.Target;
import dev.scorebus.train.problem.Problem;
import dev.scorebus.train.problem.ProblemException;
import dev.scorebus.training.DataSetVersion;
import dev.scorebus.training.DataSetVersion.Column;
import dev.scorebus.training.TrainingRequest;
import dev.scorebus.training.TrainingRequest.FeatureChoice;
import dev.scorebus.training.TrainingRequest.TargetChoice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request that was checked against its data set: every name in it is a column, every expression is compiled.
///
/// @param features where each feature is found, in the order of the model's columns
/// @param target what is predicted
/// @param label where a row's label is found
/// @param rows which rows count; absent is all
/// @param customer the column and the value that a row must have; absent is all rows
/// @param time the column that orders the rows; absent is the order of the file
/// @param knownAt the column that says when a label became known
/// @param testFraction the share of rows that is held out
/// @param parameters how trees are grown
/// @param seed of all random choices
record TreesPlan(
        List<FeatureSource> features,
        Target target,
        LabelSource label,
        @Nullable RowFormula rows,
        @Nullable CustomerSource customer,
        @Nullable Integer time,
        @Nullable Integer knownAt,
        double testFraction,
        TreesParameters parameters,
        long seed) {
    private static final int MAX_FEATURES = 2000;
    private static final int MAX_CLASSES = 1000;
    private static final int MAX_NAME = 256;
    private static final String NAME = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

    /// Where a feature is found.
    record FeatureSource(FeatureChoice choice, Column column, int position) {}

    /// Where a label is found: in a column or by a formula.
    sealed interface LabelSource {
        record InColumn(int position) implements LabelSource {}

        record ByFormula(RowFormula formula) implements LabelSource {}
    }

    /// Which rows are the customer's.
    record CustomerSource(int position, String customer) {}

    /// Checks a request.
    ///
    /// @throws ProblemException naming all that is wrong
    static TreesPlan of(TrainingRequest request, DataSetVersion dataSet) {
        Checked check = new Checked(request, dataSet, new ArrayList<>());
        List<FeatureSource> features = check.features();
        Target target = check.target();
        LabelSource label = check.label();
        RowFormula rows = RowFormula.of("rows", request.rows(), dataSet.columns(), check.faults);
        CustomerSource customer = check.customer();
        Integer time = check.time("time", request.time());
        Integer knownAt = check.time("labelKnownAt", request.labelKnownAt());
        TreesParameters parameters = TreesParameters.of(request.parameters(), check.faults);
        check.names();
        if (!check.faults.isEmpty() || target == null || label == null) {
            throw new ProblemException(new Problem.Invalid(check.faults));
        }
        return new TreesPlan(
                features,
                target,
                label,
                rows,
                customer,
                time,
                knownAt,
                request.testFraction(),
                parameters,
                request.seed());
    }

    /// Looks at a request field by field and gathers what is wrong.
    private record Checked(TrainingRequest request, DataSetVersion dataSet, List<String> faults) {
        void names() {
            if (!request.model().matches(NAME)) {
                faults.add(
                        "model has 1 to 63 lower-case letters, digits and dashes, got '%s'"
                                .formatted(request.model()));
            }
            bounded("customer", request.customer());
            bounded("target.name", request.target().name());
            request.target().classes().forEach(word -> bounded("target.classes", word));
            String alias = request.promoteTo();
            if (alias != null && !alias.matches(NAME)) {
                faults.add(
                        "promoteTo has 1 to 63 lower-case letters, digits and dashes, got '%s'"
                                .formatted(alias));
            }
            if (!(request.testFraction() >= 0.01 && request.testFraction() <= 0.9)) {
                faults.add(
                        "testFraction is from 0.01 to 0.9, got %s"
                                .formatted(request.testFraction()));
            }
            if (request.labelKnownAt() != null && request.time() == null) {
                faults.add("labelKnownAt needs time: without it there is no time of the split");
            }
        }

        private void bounded(String field, @Nullable String name) {
            if (name != null && name.length() > MAX_NAME) {
                faults.add(
                        "%s has at most %d characters, got %d"
                                .formatted(field, MAX_NAME, name.length()));
            }
        }

        List<FeatureSource> features() {
            List<FeatureSource> sources = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            for (FeatureChoice choice : request.features()) {
                String field = "features[%d] '%s'".formatted(seen.size(), choice.name());
                if (!seen.add(choice.name())) {
                    faults.add(field + " is named twice");
                }
                if (choice.name().equals(request.target().column())) {
                    faults.add(field + " is the target itself");
                }
                Integer position = position(field, choice.name());
                if (position != null) {
                    Column column = dataSet.columns().get(position);
                    checkType(field, choice, column);
                    sources.add(new FeatureSource(choice, column, position));
                }
            }
            if (seen.isEmpty() || seen.size() > MAX_FEATURES) {
                faults.add(
                        "features names 1 to %d columns, got %d"
                                .formatted(MAX_FEATURES, seen.size()));
            }
            return sources;
        }

        private void checkType(String field, FeatureChoice choice, Column column) {
            boolean fits =
                    switch (choice.type()) {
                        case NUMBER ->
                                switch (column.type()) {
                                    case INTEGER, NUMBER, EMPTY -> true;
                                    case BOOLEAN, TIME, TEXT -> false;
                                };
                        case BOOLEAN ->
                                switch (column.type()) {
                                    case BOOLEAN, EMPTY -> true;
                                    case INTEGER ->
                                            !String.valueOf(column.min()).startsWith("-")
                                                    && String.valueOf(column.max()).matches("[01]");
                                    case NUMBER, TIME, TEXT -> false;
                                };
                        case CATEGORY -> true;
                    };
            if (!fits) {
                faults.add(
                        "%s is asked for as %s, but the column holds %s values (%s to %s)"
                                .formatted(
                                        field,
                                        word(choice.type()),
                                        word(column.type()),
                                        column.min(),
                                        column.max()));
            }
        }

        @Nullable Target target() {
            TargetChoice choice = request.target();
            String name = choice.name() == null ? choice.column() : choice.name();
            Set<String> distinct = Set.copyOf(new HashSet<>(choice.classes()));
            if (distinct.size() < choice.classes().size() || distinct.size() > MAX_CLASSES) {
                faults.add(
                        "target.classes names each class once, and at most %d"
                                .formatted(MAX_CLASSES));
            }
            try {
                return new Target(choice.type(), name == null ? "target" : name, choice.classes());
            } catch (IllegalArgumentException e) {
                faults.add(
                        "target.classes names two classes for binary (the second is the positive one), three or more for multi-class and none for regression; got %d for %s"
                                .formatted(choice.classes().size(), word(choice.type())));
                return null;
            }
        }

        @Nullable LabelSource label() {
            TargetChoice choice = request.target();
            if ((choice.column() == null) == (choice.value() == null)) {
                faults.add("target has either column or value");
                return null;
            }
            if (choice.column() == null) {
                RowFormula formula =
                        RowFormula.of("target.value", choice.value(), dataSet.columns(), faults);
                return formula == null ? null : new LabelSource.ByFormula(formula);
            }
            Integer position = position("target.column", choice.column());
            if (position == null) {
                return null;
            }
            Column column = dataSet.columns().get(position);
            boolean number =
                    switch (column.type()) {
                        case INTEGER, NUMBER -> true;
                        case BOOLEAN, TIME, TEXT, EMPTY -> false;
                    };
            if (choice.type() == Target.Type.REGRESSION && !number) {
                faults.add(
                        "target.column '%s' holds %s values; a regression predicts numbers"
                                .formatted(column.name(), word(column.type())));
            }
            return new LabelSource.InColumn(position);
        }

        @Nullable CustomerSource customer() {
            String named = request.customerColumn();
            Integer position = named == null ? null : position("customerColumn", named);
            String customer = request.customer();
            if (customer == null) {
                return null;
            }
            if (named == null) {
                faults.add("customer needs customerColumn: which rows are the customer's?");
            }
            return position == null ? null : new CustomerSource(position, customer);
        }

        @Nullable Integer time(String field, @Nullable String named) {
            Integer position = named == null ? null : position(field, named);
            if (position == null) {
                return null;
            }
            Column column = dataSet.columns().get(position);
            boolean ordered =
                    switch (column.type()) {
                        case INTEGER, NUMBER, TIME -> true;
                        case BOOLEAN, TEXT, EMPTY -> false;
                    };
            if (!ordered) {
                faults.add(
                        "%s '%s' holds %s values; times are numbers or ISO 8601"
                                .formatted(field, column.name(), word(column.type())));
            }
            return position;
        }

        private @Nullable Integer position(String field, String name) {
            for (int i = 0; i < dataSet.columns().size(); i++) {
                if (dataSet.columns().get(i).name().equals(name)) {
                    return i;
                }
            }
            faults.add(
                    "%s: data set '%s' has no column '%s'; it has %s"
                            .formatted(
                                    field,
                                    dataSet.name(),
                                    name,
                                    String.join(
                                            ", ",
                                            dataSet.columns().stream()
                                                    .map(Column::name)
                                                    .limit(50)
                                                    .toList())));
            return null;
        }

        private static String word(Enum<?> type) {
            return type.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }
}
