"""The constraint field and its parts."""
