package dev.scorebus.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The manifests of a kustomization: its own and those of the ones it builds on.
///
/// @param resources the manifests
/// @param images the images that the kustomizations give a tag
record Manifests(List<Tree> resources, Map<String, String> images) {
    Manifests {
        resources = List.copyOf(resources);
        images = Map.copyOf(images);
    }

    /// Reads a kustomization in `deploy/k8s`.
    ///
    /// @param planted is changed in each file in which its text stands
    static Manifests read(String name, List<Planted> planted) {
        List<Tree> resources = new ArrayList<>();
        Map<String, String> images = new LinkedHashMap<>();
        boolean everPlanted = collect("deploy/k8s/" + name, planted, resources, images);
        if (!planted.isEmpty() && !everPlanted) {
            throw new AssertionError("No file holds '%s'".formatted(planted.getFirst().instead()));
        }
        return new Manifests(resources, images);
    }

    private static boolean collect(
            String folder,
            List<Planted> planted,
            List<Tree> resources,
            Map<String, String> images) {
        Tree kustomization =
                Tree.document(plant(Repository.read(folder + "/kustomization.yaml"), planted));
        boolean changed = wasPlanted(folder + "/kustomization.yaml", planted);
        for (String resource : kustomization.at("resources").texts()) {
            if (resource.startsWith("../")) {
                changed |=
                        collect("deploy/k8s/" + resource.substring(3), planted, resources, images);
            } else {
                String path = folder + "/" + resource;
                changed |= wasPlanted(path, planted);
                resources.addAll(Tree.documents(plant(Repository.read(path), planted)));
            }
        }
        for (Tree image : kustomization.at("images").items()) {
            images.put(image.at("name").text(), image.at("newTag").text());
        }
        return changed;
    }

    private static String plant(String text, List<Planted> planted) {
        String changed = text;
        for (Planted mistake : planted) {
            changed = changed.replace(mistake.instead(), mistake.mistake());
        }
        return changed;
    }

    private static boolean wasPlanted(String path, List<Planted> planted) {
        String text = Repository.read(path);
        return planted.stream().anyMatch(mistake -> text.contains(mistake.instead()));
    }

    Stream<Tree> ofKind(String... kinds) {
        return resources.stream()
                .filter(resource -> List.of(kinds).contains(resource.at("kind").text()));
    }

    boolean has(String kind, String name) {
        return ofKind(kind)
                .anyMatch(resource -> resource.at("metadata", "name").text().equals(name));
    }

    /// What runs pods.
    Stream<Tree> workloads() {
        return ofKind("Deployment", "StatefulSet");
    }
}
