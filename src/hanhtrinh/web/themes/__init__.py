"""The pages of themes: what people speak of, one theme's texts, its words, how good the reading is."""
