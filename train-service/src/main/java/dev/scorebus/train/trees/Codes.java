package dev.scorebus.train.trees;

import dev.scorebus.model.Feature;
import dev.scorebus.model.FeatureContract;
import dev.scorebus.model.FeatureType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The codes of category words: those of the training rows alone, in the order of the words, so that a model knows no
/// word that only the held-out rows have.
final class Codes {
    private final FeatureContract contract;
    private final List<int @Nullable []> codes;

    private Codes(FeatureContract contract, List<int @Nullable []> codes) {
        this.contract = contract;
        this.codes = codes;
    }

    /// The codes that these training rows give.
    static Codes of(TreesPlan plan, ExampleReader reader, int[] trainingRows) {
        List<Feature> features = new ArrayList<>();
        List<int @Nullable []> codes = new ArrayList<>();
        for (int column = 0; column < plan.features().size(); column++) {
            TreesPlan.FeatureSource source = plan.features().get(column);
            List<String> known = List.of();
            int[] code = null;
            if (source.choice().type() == FeatureType.CATEGORY) {
                List<String> words = reader.words(column);
                known = words(words, seen(reader.examples(), trainingRows, column));
                code = new int[words.size()];
                for (int i = 0; i < code.length; i++) {
                    code[i] = known.indexOf(words.get(i));
                }
            }
            codes.add(code);
            features.add(
                    new Feature(
                            source.choice().name(),
                            source.choice().type(),
                            source.choice().required(),
                            known,
                            source.choice().unseen()));
        }
        return new Codes(new FeatureContract(features), codes);
    }

    FeatureContract contract() {
        return contract;
    }

    boolean hasCategories() {
        return codes.stream().anyMatch(code -> code != null);
    }

    boolean isCategory(int column) {
        return codes.get(column) != null;
    }

    /// The value as the model reads it; a word that training does not know is missing.
    float of(int column, float value) {
        int[] code = codes.get(column);
        if (code == null || Float.isNaN(value)) {
            return value;
        }
        int known = code[(int) value];
        return known < 0 ? Float.NaN : known;
    }

    /// The rows that a scoring service would accept: those without a word that is unknown and refused.
    int[] accepted(Examples examples, int[] rows) {
        return Arrays.stream(rows).filter(row -> isAccepted(examples, row)).toArray();
    }

    private boolean isAccepted(Examples examples, int row) {
        for (int column = 0; column < codes.size(); column++) {
            boolean refuses =
                    contract.features().get(column).unseen() == Feature.Unseen.REJECT
                            && codes.get(column) != null;
            float value = refuses ? examples.feature(row, column) : Float.NaN;
            if (!Float.isNaN(value) && Float.isNaN(of(column, value))) {
                return false;
            }
        }
        return true;
    }

    private static BitSet seen(Examples examples, int[] rows, int column) {
        BitSet seen = new BitSet();
        for (int row : rows) {
            float value = examples.feature(row, column);
            if (!Float.isNaN(value)) {
                seen.set((int) value);
            }
        }
        return seen;
    }

    private static List<String> words(List<String> words, BitSet seen) {
        return seen.stream().mapToObj(words::get).sorted().toList();
    }
}
