"""The closed form of each validation, by ID: what a case's numbers lead to, and the mistakes that its check must tell from it.

A module a subject, as in ``experiments.studies.validation``.
"""
