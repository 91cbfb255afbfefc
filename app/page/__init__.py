"""The page that Gradio serves: a module a tab."""
