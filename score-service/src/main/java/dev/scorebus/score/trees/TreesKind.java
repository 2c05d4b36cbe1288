package dev.scorebus.score.trees;

import dev.scorebus.model.ModelVersion;
import dev.scorebus.score.model.ProgramKind;
import dev.scorebus.score.model.UnusableModelException;
import dev.scorebus.score.program.Program;
import dev.scorebus.trees.InvalidModelException;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/// Gradient-boosted trees.
@Component
final class TreesKind implements ProgramKind {
    @Override
    public String name() {
        return "trees";
    }

    @Override
    public Supplier<Program> open(ModelVersion version, byte[] artefact)
            throws UnusableModelException {
        try {
            TreesModel model = TreesModel.read(version, artefact);
            model.warm();
            return model::open;
        } catch (InvalidModelException e) {
            throw new UnusableModelException(
                    "the artefact is not a model that fits its contract: " + e.getMessage(), e);
        }
    }
}
